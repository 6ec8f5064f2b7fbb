/**
 * What is needed once something is opened: the toolbar, panels, the thread popover, pin mode; and what the small elements show. The script-tag build makes a file of
 * its own of this module, loaded after the widget has connected; the npm package leaves the splitting to bundlers.
 */
import { type CSSResult, unsafeCSS } from 'lit';
import attachments from './styles/attachments.css';
import controls from './styles/controls.css';
import surfaces from './styles/surfaces.css';
import extras from './styles/extras.css';
import live from './styles/live.css';
import writing from './styles/writing.css';
import threads from './styles/threads.css';
import toolbar from './styles/toolbar.css';
import veil from './styles/veil.css';

export { Actions } from './actions.ts';
export { makePin } from './anchors/make.ts';
export { findInside } from './anchors/roots.ts';
export { Recording } from './attachments/recording.ts';
export { Uploads } from './attachments/uploads.ts';
export { Conversation } from './controllers/conversation.ts';
export { moveFocus } from './controllers/focus.ts';
export { startPinDrag } from './controllers/pin-drag.ts';
export { PinTarget } from './controllers/pin-target.ts';
export { positionSurfaces } from './controllers/surfaces.ts';
export { ThreadWindow } from './controllers/thread-window.ts';
export { LiveCursors } from './live/cursors.ts';
export { LiveSignals } from './live/live-signals.ts';
export { EmojiHand, fly } from './live/emoji-drop.ts';
export { Pen } from './live/pen.ts';
export { drawStroke } from './live/strokes.ts';
export { activityPanel } from './views/activity-panel.ts';
export { dropLayer } from './views/drop-layer.ts';
export { canvas, followBar } from './views/canvas.ts';
export { commentsList, commentsPanel } from './views/comments-panel.ts';
export { notificationsList, notificationsPanel } from './views/notifications-panel.ts';
export { helpPanel } from './views/help-panel.ts';
export { lightbox } from './views/lightbox.ts';
export { reactionBar } from './views/reactions.ts';
export { handlesOf } from './views/rich-text.ts';
export { people } from './views/people.ts';
export { pinForm } from './views/pin-form.ts';
export { settingsPanel } from './views/settings-panel.ts';
export { threadPopover } from './views/thread.ts';
export { toolbar } from './views/toolbar.ts';
export { veil } from './views/veil.ts';
export { OPENED as words } from './words/opened.ts';

export const styles: CSSResult[] = [controls, toolbar, surfaces, threads, writing, attachments, extras, live, veil].map((text) => unsafeCSS(text));
