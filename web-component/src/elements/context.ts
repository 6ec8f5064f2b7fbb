/** The key under which a provider hands its client to what is in it, for the page's own Lit elements too. */
import { createContext } from '@lit/context';
import type { Client } from '../client/contract.ts';

/** A `@lit/context` key: the text `pulse-client`. Null until there is a client. */
export const pulseClientContext = createContext<Client | null, 'pulse-client'>('pulse-client');
