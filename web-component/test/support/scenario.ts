/** The people, threads and notifications that the stand-in client starts with. Room names choose among them. */
import type { ActivityLog, Comment, Presence, PulseNotification, Reaction, Thread, User } from '../../src/client/contract.ts';

export interface Scenario {
  user: User;
  users: User[];
  presence: Presence[];
  threads: Thread[];
  notifications: PulseNotification[];
  reactions: Reaction[];
  activityLogs: ActivityLog[];
}

const ada: User = { id: 'ada', name: 'Ada Byron', color: '#4f46e5' };
const bo: User = { id: 'bo', name: 'Bo Lindqvist', color: '#b45309' };
const chen: User = { id: 'chen', name: 'Chen Wei', color: '#0f766e' };
const dana: User = { id: 'dana', name: 'Dana Okafor', color: '#be185d' };
const eli: User = { id: 'eli', name: 'Eli Marsh', color: '#1d4ed8' };
const users = [ada, bo, chen, dana, eli];

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

let comments = 0;
const comment = (threadId: string, user: User, body: string, minutes: number, more: Partial<Comment> = {}): Comment => {
  comments += 1;
  return { id: `c${comments}`, threadId, userId: user.id, body, mentions: [], attachments: [], createdAt: minutesAgo(minutes), editedAt: null, ...more };
};

const thread = (id: string, position: Thread['position'], list: Comment[], resolved = false): Thread => ({
  id,
  roomId: 'demo',
  position,
  resolved,
  comments: list,
  createdAt: list[0]?.createdAt ?? '',
  updatedAt: list.at(-1)?.createdAt ?? '',
});

export function scenario(room: string): Scenario {
  const empty = { user: ada, users, presence: [present(ada)], threads: [], notifications: [], reactions: [], activityLogs: [] };
  if (room === 'empty') return empty;
  comments = 0;
  const threads = [
    thread('t1', { x: 0.3, y: 0.2, tag: 'h1', selector: '#headline', quote: 'Plan the launch together', elementOffsetX: 0.62, elementOffsetY: 0.2 }, [
      comment('t1', bo, 'Could the headline say what one gets? “Together” is nice, but it is every tool’s promise.', 190),
      comment('t1', chen, 'Agreed. Something with “in one afternoon”, as in the interviews.', 64, { editedAt: minutesAgo(60) }),
      comment('t1', ada, 'Trying that now 👇\nPlan the launch in one afternoon', 3),
    ]),
    thread('t2', { x: 0.3, y: 0.5, tag: 'article', selector: '#plans > article:nth-of-type(2)', quote: 'Team 12 Unlimited pages, ten people, history for a year.', elementOffsetX: 0.86, elementOffsetY: 0.16 }, [
      comment('t2', ada, 'Is the yearly price still right?', 26 * 60),
    ]),
    thread('t3', null, [comment('t3', dana, 'Legal has signed off on the new terms.', 47)]),
    thread('t4', { x: 0.5, y: 0.5, tag: 'p', selector: '#gone', quote: 'A paragraph that the page had once', elementOffsetX: 0.5, elementOffsetY: 0.5 }, [
      comment('t4', eli, 'This sentence is too long for a phone.', 3 * 24 * 60),
    ]),
    thread('t5', { x: 0.2, y: 0.2, selector: '#headline' }, [comment('t5', bo, 'Typo in the second line', 4000), comment('t5', ada, 'Fixed', 3990)], true),
  ];
  const t1 = threads[0]?.comments ?? [];
  const reaction = (id: string, index: number, user: User, emoji: string): Reaction => ({
    id,
    targetId: t1[index]?.id ?? '',
    targetType: 'comment',
    userId: user.id,
    emoji,
    createdAt: minutesAgo(30),
  });
  return {
    user: ada,
    users,
    presence: [present(bo), present(ada), present(chen, { deviceType: 'mobile' }), present(dana, { status: 'idle' }), present(eli)],
    threads,
    notifications: [
      { id: 'n1', type: 'comment:reply', actorId: 'chen', threadId: 't1', commentId: 'c2', read: false, createdAt: minutesAgo(64) },
      { id: 'n2', type: 'reaction:added', actorId: 'bo', threadId: 't1', commentId: 'c3', read: false, createdAt: minutesAgo(90) },
      { id: 'n3', type: 'thread:resolved', actorId: 'bo', threadId: 't5', read: true, createdAt: minutesAgo(3900) },
    ],
    reactions: [reaction('r1', 0, ada, '👍'), reaction('r2', 0, dana, '👍'), reaction('r3', 1, bo, '🎉'), reaction('r4', 2, bo, '🚀')],
    activityLogs: [
      { id: 'l1', type: 'comment', userId: 'chen', description: 'replied to a thread', createdAt: minutesAgo(64) },
      { id: 'l2', type: 'join', userId: 'dana', description: 'joined', createdAt: minutesAgo(70) },
      { id: 'l3', type: 'resolve', userId: 'bo', description: 'resolved a thread', createdAt: minutesAgo(3900) },
    ],
  };
}

function present(user: User, more: Partial<Presence> = {}): Presence {
  return { user, status: 'online', deviceType: 'desktop', ...more };
}
