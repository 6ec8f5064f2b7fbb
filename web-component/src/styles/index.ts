/** The styles of the shadow root that are needed at once, adopted as constructed sheets: nothing is inline, so a strict CSP lets them be. */
import { type CSSResult, unsafeCSS } from 'lit';
import base from './base.css';
import dock from './dock.css';
import notices from './notices.css';
import page from './page.css';
import tokens from './tokens.css';

// "Unsafe" means text that is no literal; these are our own files, put here by the bundler.
export const styles: CSSResult[] = [tokens, base, dock, page, notices].map((text) => unsafeCSS(text));
