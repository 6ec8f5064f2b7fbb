/** Registers the elements: importing this module is its whole effect. */
import './index.ts';
import { watchForElements } from './elements/watch.ts';
import { register } from './register.ts';

register();
watchForElements();
