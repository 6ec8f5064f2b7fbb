/** What the server lets a person do, by the role that their token gives them. Views offer no more, and no less. */
import type { Role } from './client/contract.ts';

interface Who {
  readonly role: Role;
  readonly user: { readonly id: string } | null;
}

/** Whether they may write at all: start threads, reply, react, resolve. */
export function mayWrite({ role }: Who): boolean {
  return role !== 'viewer';
}

/** Whether they may change, move or delete what somebody made. */
export function mayChange(who: Who, maker: string | undefined): boolean {
  return who.role === 'moderator' || (mayWrite(who) && maker !== undefined && maker === who.user?.id);
}
