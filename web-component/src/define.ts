/** Registers the element: importing this module is its whole effect. */
import './index.ts';
import { register } from './register.ts';

register();
