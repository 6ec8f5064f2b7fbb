/** English, whole. */
import type { Strings } from '../strings.ts';
import { FIRST } from './first.ts';
import { OPENED } from './opened.ts';

export const ENGLISH: Strings = { ...FIRST, ...OPENED };
