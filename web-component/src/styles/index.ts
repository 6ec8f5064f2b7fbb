/** All styles of the shadow root, adopted as constructed sheets: nothing is inline, so a strict CSP lets them be. */
import { base } from './base.ts';
import { noticeStyles } from './notices.ts';
import { pageStyles } from './page.ts';
import { surfaceStyles } from './surfaces.ts';
import { threadStyles } from './threads.ts';
import { tokens } from './tokens.ts';
import { toolbarStyles } from './toolbar.ts';

export const styles = [tokens, base, toolbarStyles, surfaceStyles, threadStyles, pageStyles, noticeStyles];
