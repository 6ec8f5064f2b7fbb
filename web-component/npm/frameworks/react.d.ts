/** The elements in JSX of React 19: `import type {} from 'pulse-widget/react'` in any file of the project. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type {
  PulseCommentCreatedEvent,
  PulseErrorEvent,
  PulseNotificationEvent,
  PulseSignInEvent,
  PulseStatusEvent,
  PulseThreadCreatedEvent,
  PulseTokenExpiringEvent,
} from 'pulse-widget';
import type { PulseElements } from './properties.js';

/** React listens to the event that stands after `on`, letter by letter. */
interface Listeners {
  'onpulse-status'?: (event: PulseStatusEvent) => void;
  'onpulse-token-expiring'?: (event: PulseTokenExpiringEvent) => void;
  'onpulse-sign-in'?: (event: PulseSignInEvent) => void;
  'onpulse-thread-created'?: (event: PulseThreadCreatedEvent) => void;
  'onpulse-comment-created'?: (event: PulseCommentCreatedEvent) => void;
  'onpulse-notification'?: (event: PulseNotificationEvent) => void;
  'onpulse-error'?: (event: PulseErrorEvent) => void;
}

type Tag<Name extends keyof PulseElements> = DetailedHTMLProps<HTMLAttributes<HTMLElementTagNameMap[Name]>, HTMLElementTagNameMap[Name]> &
  PulseElements[Name] &
  Listeners;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'pulse-widget': Tag<'pulse-widget'>;
      'pulse-provider': Tag<'pulse-provider'>;
      'pulse-presence': Tag<'pulse-presence'>;
      'pulse-cursors': Tag<'pulse-cursors'>;
      'pulse-comments': Tag<'pulse-comments'>;
      'pulse-notifications': Tag<'pulse-notifications'>;
      'pulse-reactions': Tag<'pulse-reactions'>;
    }
  }
}
