/** What becomes of a pasted text: an address over selected words their link, code a block of code. Pure. */

const ADDRESS = /^https?:\/\/[^\s()]+$/;
const FENCE = /^\s{0,3}```/gm;
/** What editors put on the clipboard beside the text. */
const EDITORS = ['vscode-editor-data', 'application/vnd.code.copymetadata'];
/** Lines that hardly anybody writes to people. */
const CODE_LINES = [/^(?: {2,}|\t)\S/, /[;{}]$/, /^[\])}]+[,;]?$/, /=>|->|::|<\/|\(\)/, /^\s*(?:\/\/|#!|\/\*|\*\/|@@|\$ )/];
const CODE_SHARE = 0.5;

/**
 * The text to put in, or null when it goes in as it is.
 * @param before what is in the box before it
 * @param selected what it takes the place of
 */
export function pasted(data: Pick<DataTransfer, 'types' | 'getData'> | null, before: string, selected: string): string | null {
  const text = data?.getData('text/plain') ?? '';
  const address = text.trim();
  if (selected.trim() && !/[[\]\n]/.test(selected) && ADDRESS.test(address)) return `[${selected}](${address})`;
  const fromEditor = EDITORS.some((type) => data?.types.includes(type));
  if (isInFence(before) || !isCode(text, fromEditor)) return null;
  const code = text.replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, '');
  return `${before === '' || before.endsWith('\n') ? '' : '\n'}\`\`\`\n${code}\n\`\`\`\n`;
}

/** Several lines that come from an editor, or of which most look like code. What has fences already is left alone. */
function isCode(text: string, fromEditor: boolean): boolean {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim());
  if (lines.length < 2 || text.match(FENCE)) return false;
  const alike = lines.filter((line) => CODE_LINES.some((pattern) => pattern.test(line)));
  return fromEditor || alike.length / lines.length >= CODE_SHARE;
}

function isInFence(before: string): boolean {
  return (before.match(FENCE)?.length ?? 0) % 2 === 1;
}
