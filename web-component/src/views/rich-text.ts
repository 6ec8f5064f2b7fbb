/** What people wrote, with its Markdown as elements. Made of templates alone: no HTML is ever parsed from text. */
import { html, type TemplateResult } from 'lit';
import type { User } from '../client/contract.ts';
import type { ViewContext } from '../context.ts';
import { type Block, parseMarkdown } from '../markdown/blocks.ts';
import type { Inline } from '../markdown/inline.ts';
import { Handles } from '../mentions/handles.ts';

type Rendered = TemplateResult | string | readonly Rendered[];

/** The original server's text for a comment without one. */
const ATTACHMENT_ONLY = '(attachment)';

/** @param mentions ids that the comment names: they decide among people of one name */
export function richText(context: ViewContext, body: string, mentions: readonly string[]): Rendered {
  if (body === ATTACHMENT_ONLY) return '';
  const blocks = parseMarkdown(body, handlesOf(context.snapshot.users));
  const words: Words = { self: context.snapshot.user?.id, mentions };
  const [only] = blocks;
  // Text without any mark-up stays a bare text node, its white space as written.
  if (blocks.length === 1 && only?.kind === 'text') return inline(only.content, words);
  return blocks.map((block) => blockView(block, words));
}

interface Words {
  readonly self: string | undefined;
  readonly mentions: readonly string[];
}

function blockView(block: Block, words: Words): TemplateResult {
  switch (block.kind) {
    case 'text':
      return html`<p>${inline(block.content, words)}</p>`;
    case 'code':
      return html`<pre><code>${block.text}</code></pre>`;
    case 'quote':
      return html`<blockquote>${block.blocks.map((one) => blockView(one, words))}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${inline(item, words)}</li>`);
      return block.ordered ? html`<ol start=${block.start}>${items}</ol>` : html`<ul>${items}</ul>`;
    }
  }
}

function inline(nodes: readonly Inline[], words: Words): Rendered {
  return nodes.map((node): Rendered => {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'code':
        return html`<code>${node.text}</code>`;
      case 'strong':
        return html`<strong>${inline(node.children, words)}</strong>`;
      case 'emphasis':
        return html`<em>${inline(node.children, words)}</em>`;
      case 'deleted':
        return html`<del>${inline(node.children, words)}</del>`;
      case 'link':
        return html`<a href=${node.href} target="_blank" rel="noopener noreferrer nofollow ugc">${node.text}</a>`;
      case 'mention':
        return mention(node.users, words);
    }
  });
}

function mention(users: readonly User[], { self, mentions }: Words): TemplateResult {
  const user = users.find(({ id }) => mentions.includes(id)) ?? users[0];
  const own = user !== undefined && user.id === self;
  return html`<span class="mention ${own ? 'own' : ''}" data-testid="mention" data-user-id=${user?.id ?? ''}>@${user?.name.trim() ?? ''}</span>`;
}

const known = new WeakMap<readonly User[], Handles>();

/** Made once for each list of users, which changes seldom. */
export function handlesOf(users: readonly User[]): Handles {
  let handles = known.get(users);
  if (!handles) known.set(users, (handles = new Handles(users)));
  return handles;
}
