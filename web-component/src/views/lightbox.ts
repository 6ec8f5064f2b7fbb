/** A picture of a comment, large, with its neighbours a key away. */
import { html, nothing, type TemplateResult } from 'lit';
import { ChevronLeft, ChevronRight, type IconNode, X } from 'lucide';
import type { ViewContext } from '../context.ts';
import { icon } from '../icons.ts';
import { picturesOf } from './attachments.ts';

export function lightbox(context: ViewContext): TemplateResult | typeof nothing {
  const { strings, actions, ui, snapshot } = context;
  if (!ui.picture) return nothing;
  const { commentId, index } = ui.picture;
  const comment = snapshot.threads.flatMap(({ comments }) => comments).find(({ id }) => id === commentId);
  const pictures = comment ? picturesOf(comment) : [];
  const shown = pictures[index];
  if (!shown) return nothing;
  const go = (step: number): void => actions.openPicture(commentId, (index + step + pictures.length) % pictures.length);
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(getComputedStyle(event.currentTarget as Element).direction === 'rtl' ? -step : step);
  };
  const several = pictures.length > 1;
  return html`<dialog
    class="lightbox"
    aria-label=${shown.filename}
    data-testid="lightbox"
    data-surface="lightbox"
    @keydown=${keys}
    @cancel=${(event: Event) => {
      event.preventDefault();
      actions.closePicture();
    }}
    @click=${(event: Event) => event.target === event.currentTarget && actions.closePicture()}
  >
    <img class="large-picture" data-testid="large-picture" src=${context.fileAddress(shown.url)} alt=${shown.filename} />
    <div class="lightbox-bar">
      ${several
        ? html`${button(ChevronLeft, strings.previousPicture, 'picture-previous', () => go(-1))}
            <span aria-live="polite" data-testid="picture-count">${index + 1} / ${pictures.length}</span>
            ${button(ChevronRight, strings.nextPicture, 'picture-next', () => go(1))}`
        : nothing}
      ${button(X, strings.close, 'lightbox-close', () => actions.closePicture())}
    </div>
  </dialog>`;
}

function button(shape: IconNode, label: string, testId: string, act: () => void): TemplateResult {
  return html`<button type="button" class="lightbox-button" data-testid=${testId} aria-label=${label} title=${label} @click=${act}>${icon(shape)}</button>`;
}
