/** What the small elements adopt before the views bring theirs. */
import { type CSSResult, unsafeCSS } from 'lit';
import base from '../styles/base.css';
import elements from '../styles/elements.css';
import page from '../styles/page.css';
import tokens from '../styles/tokens.css';

export const styles: CSSResult[] = [tokens, base, page, elements].map((text) => unsafeCSS(text));
