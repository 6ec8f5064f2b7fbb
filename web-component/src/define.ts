/** Registers the element: importing this module is its whole effect. */
import { register } from './register.ts';

register();
