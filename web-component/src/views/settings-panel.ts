/** What one shows to others and wants to see of them, in this room. */
import { html, type TemplateResult } from 'lit';
import type { ViewContext } from '../context.ts';
import type { SettingName } from '../settings.ts';
import { panel } from './panel.ts';

const GROUPS: readonly { readonly key: 'mine' | 'others'; readonly names: readonly SettingName[] }[] = [
  { key: 'mine', names: ['showMyCursor', 'showMyClicks', 'appearOffline'] },
  {
    key: 'others',
    names: ['showCommentPins', 'showOthersCursors', 'showOthersClicks', 'showViewportIndicators', 'showSelections', 'showDrawings'],
  },
];

export function settingsPanel(context: ViewContext): TemplateResult {
  const { strings, settings } = context;
  return panel(context, {
    name: 'settings',
    title: strings.settings,
    body: html`<div class="scroll settings" tabindex="0" role="group" aria-label=${strings.settings}>
      ${setting(context, 'enabled')}
      ${GROUPS.map(
        ({ key, names }) => html`<div role="group" aria-label=${strings.settingGroup(key)} class=${settings.enabled ? '' : 'off'}>
          <p class="setting-group muted" aria-hidden="true">${strings.settingGroup(key)}</p>
          ${names.map((name) => setting(context, name))}
        </div>`,
      )}
    </div>`,
  });
}

function setting(context: ViewContext, name: SettingName): TemplateResult {
  const { strings, settings, actions } = context;
  return html`<button
    type="button"
    class="setting"
    role="switch"
    aria-checked=${String(settings[name])}
    ?disabled=${name !== 'enabled' && !settings.enabled}
    data-testid="setting"
    data-setting=${name}
    @click=${() => actions.switchSetting(name, !settings[name])}
  >
    <span>${strings.setting(name)}</span><span class="switch" aria-hidden="true"></span>
  </button>`;
}
