/** What markup may say to each element: attributes as texts, and the properties that frameworks set. */
import type {
  PulseComments,
  PulseCursors,
  PulseNotifications,
  PulsePresence,
  PulseProvider,
  PulseReactions,
  PulseWidget,
} from 'pulse-widget';

interface Connection {
  'api-key'?: string;
  'token-endpoint'?: string;
  token?: string | null;
  room?: string | null;
  endpoint?: string | null;
  p2p?: boolean | '';
  'ice-servers'?: string;
}

/** Each tag with its own attributes and properties. */
export interface PulseElements {
  'pulse-widget': Connection & Partial<Pick<PulseWidget, 'apiKey' | 'tokenEndpoint' | 'iceServers' | 'position' | 'display' | 'getToken' | 'strings'>>;
  'pulse-provider': Connection & Partial<Pick<PulseProvider, 'apiKey' | 'tokenEndpoint' | 'iceServers' | 'getToken'>>;
  'pulse-presence': Small<PulsePresence> & { 'max-visible'?: number | string; maxVisible?: number };
  'pulse-cursors': Small<PulseCursors>;
  'pulse-comments': Small<PulseComments> & { 'show-resolved'?: boolean | ''; showResolved?: boolean };
  'pulse-notifications': Small<PulseNotifications>;
  'pulse-reactions': Small<PulseReactions> & {
    'target-id'?: string;
    targetId?: string | null;
    'target-type'?: 'comment' | 'thread';
    targetType?: 'comment' | 'thread';
  };
}

type Small<Element extends { client: unknown; strings: unknown }> = Partial<Pick<Element, 'client' | 'strings'>>;
