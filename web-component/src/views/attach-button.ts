/** The button beside a box that adds files to its draft; files can be pasted and dropped there as well. */
import { html, nothing, type TemplateResult } from 'lit';
import { Paperclip } from 'lucide';
import { acceptedTypes } from '../attachments/kinds.ts';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';

export function attachButton(context: ViewContext, draft: string): TemplateResult | typeof nothing {
  const { strings, snapshot, uploads } = context;
  const accept = acceptedTypes(snapshot.config);
  if (!uploads || accept === '') return nothing;
  const choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    addFiles(context, draft, input.files);
    // So that the same file can be chosen again.
    input.value = '';
  };
  return html`<input type="file" multiple hidden tabindex="-1" accept=${accept} data-testid="attach-file" aria-label=${strings.attach} @change=${choose} />
    <button
      type="button"
      class="attach"
      data-testid="attach"
      aria-label=${strings.attach}
      title=${strings.attach}
      ?disabled=${uploads.room(draft) === 0}
      @click=${(event: Event) => ((event.currentTarget as Element).previousElementSibling as HTMLInputElement).click()}
    >
      ${icon(Paperclip)}
    </button>`;
}

/** @returns whether there were files */
export function addFiles(context: ViewContext, draft: string, files: FileList | null | undefined): boolean {
  if (!context.uploads || !files || files.length === 0) return false;
  const left = context.uploads.add(draft, [...files]);
  if (left > 0) context.actions.say(context.strings.tooManyFiles(left));
  return true;
}
