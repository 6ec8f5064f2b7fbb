/**
 * What is needed once something is opened: the toolbar, panels, the thread popover, pin mode. The script-tag build makes a file of
 * its own of this module, loaded after the widget has connected; the npm package leaves the splitting to bundlers.
 */
import { type CSSResult, unsafeCSS } from 'lit';
import surfaces from './styles/surfaces.css';
import threads from './styles/threads.css';
import toolbar from './styles/toolbar.css';
import veil from './styles/veil.css';

export { makePin } from './anchors/make.ts';
export { Conversation } from './controllers/conversation.ts';
export { startPinDrag } from './controllers/pin-drag.ts';
export { PinTarget } from './controllers/pin-target.ts';
export { commentsPanel } from './views/comments-panel.ts';
export { notificationsPanel } from './views/notifications-panel.ts';
export { pinForm } from './views/pin-form.ts';
export { threadPopover } from './views/thread.ts';
export { toolbar } from './views/toolbar.ts';
export { veil } from './views/veil.ts';

export const styles: CSSResult[] = [toolbar, surfaces, threads, veil].map((text) => unsafeCSS(text));
