/** The pill that the round button opens into: people, pin mode, panels. */
import { html, nothing, type TemplateResult } from 'lit';
import { Bell, Ellipsis, type IconNode, MapPinPlus, MessageSquareText, Minimize2 } from 'lucide';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { mayWrite } from '../rights.ts';
import { menu } from './menu.ts';
import { people } from './people.ts';
import { badge } from './toggle.ts';

const MAX_AVATARS = 3;

export function toolbar(context: ViewContext): TemplateResult {
  const { strings, actions, snapshot, ui } = context;
  const open = snapshot.threads.filter((thread) => !thread.resolved).length;
  const off = !context.settings.enabled;
  const pinning = ui.pinMode !== null || ui.pinDraft !== null;
  return html`<div class="pill" part="toolbar" role="toolbar" aria-label=${strings.widget} data-testid="toolbar" @keydown=${arrowKeys}>
    ${snapshot.config.showPresence === false || snapshot.presence.length === 0
      ? nothing
      : html`${people(context, { most: MAX_AVATARS, follow: 'others' })}<span class="divider"></span>`}
    ${mayWrite(snapshot)
      ? button({ icon: MapPinPlus, testId: 'pin-mode', label: pinning ? strings.leavePinMode : strings.addPin, pressed: pinning, disabled: off, act: () => actions.useTool('pin-mode') })
      : nothing}
    ${button({
      icon: MessageSquareText,
      testId: 'comments',
      label: strings.commentsButton(open),
      expanded: ui.panel === 'comments',
      disabled: off,
      act: () => actions.useTool('comments'),
      extra: open > 0 ? html`<span class="count" data-testid="comments-count">${open}</span>` : nothing,
    })}
    ${button({
      icon: Bell,
      testId: 'notifications',
      label: strings.notificationsButton(snapshot.unreadCount),
      expanded: ui.panel === 'notifications',
      disabled: off,
      act: () => actions.useTool('notifications'),
      extra: badge(snapshot.unreadCount, 'notifications-badge'),
    })}
    ${button({
      icon: Ellipsis,
      testId: 'more',
      label: strings.more,
      expanded: ui.menu || ui.drawing || ui.dropping !== null || ui.panel === 'activity' || ui.panel === 'settings' || ui.panel === 'help',
      menu: true,
      act: () => actions.useTool('overflow-toggle'),
    })}
    ${menu(context)}
    <span class="divider"></span>
    ${button({ icon: Minimize2, testId: 'toolbar-collapse', label: strings.collapse, quiet: true, act: () => actions.toggleToolbar() })}
  </div>`;
}

interface ToolbarButton {
  readonly icon: IconNode;
  readonly testId: string;
  readonly label: string;
  readonly act: () => void;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly quiet?: boolean;
  readonly disabled?: boolean;
  readonly menu?: boolean;
  readonly extra?: TemplateResult | typeof nothing;
}

function button(one: ToolbarButton): TemplateResult {
  const on = one.pressed || one.expanded;
  return html`<button
    type="button"
    class="toolbar-button ${on ? 'on' : ''} ${one.quiet ? 'quiet' : ''}"
    data-testid=${one.testId}
    aria-label=${one.label}
    title=${one.label}
    aria-pressed=${one.pressed === undefined ? nothing : String(one.pressed)}
    aria-expanded=${one.expanded === undefined ? nothing : String(one.expanded)}
    aria-haspopup=${one.menu ? 'menu' : nothing}
    ?disabled=${one.disabled ?? false}
    @click=${one.act}
  >
    ${icon(one.icon)}${one.extra ?? nothing}
  </button>`;
}

/** Arrow keys go along the bar, as the toolbar pattern has it; Tab does too, so nobody has to know. */
function arrowKeys(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const bar = event.currentTarget as HTMLElement;
  const buttons = Array.from(bar.querySelectorAll<HTMLButtonElement>('button:not(:disabled, .menu-item)'));
  const towards = getComputedStyle(bar).direction === 'rtl' ? -step : step;
  const index = buttons.indexOf(event.target as HTMLButtonElement);
  buttons.at((index + towards + buttons.length) % buttons.length)?.focus();
  event.preventDefault();
}
