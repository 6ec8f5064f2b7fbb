/** Files that wait with a draft until it is sent: on their way, uploaded, or stuck. */
import type { Attachment, Client, EnvConfig } from '../client/contract.ts';
import { type AttachmentKind, kindOf } from './kinds.ts';

export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly kind: AttachmentKind | undefined;
  /** From 0 to 1. */
  readonly progress: number;
  /** Once it is on the server. */
  readonly attachment: Attachment | null;
  /** Why it did not get there. */
  readonly failure: UploadFailure | null;
}

export type UploadFailure = { readonly reason: 'type' } | { readonly reason: 'refused'; readonly message: string; readonly retryable: boolean };

export interface UploadPorts {
  readonly client: () => Client | null;
  readonly config: () => EnvConfig;
  readonly changed: () => void;
}

interface Transfer {
  readonly file: File;
  readonly abort: AbortController;
}

/** As servers have it, when the environment does not say. */
const MOST_FILES = 5;

export class Uploads {
  readonly #ports: UploadPorts;
  readonly #drafts = new Map<string, readonly Upload[]>();
  readonly #transfers = new Map<number, Transfer>();
  #last = 0;

  constructor(ports: UploadPorts) {
    this.#ports = ports;
  }

  of(draft: string): readonly Upload[] {
    return this.#drafts.get(draft) ?? [];
  }

  /** How many more files a draft can take. */
  room(draft: string): number {
    return Math.max(0, (this.#ports.config().maxAttachmentsPerComment ?? MOST_FILES) - this.of(draft).length);
  }

  /** Whether something is still on its way: sending now would leave it behind. */
  busy(draft: string): boolean {
    return this.of(draft).some(({ attachment, failure }) => !attachment && !failure);
  }

  /** Ids of what is on the server, for the comment that takes it along. */
  ready(draft: string): string[] {
    return this.of(draft).flatMap(({ attachment }) => attachment?.id ?? []);
  }

  /** Begins to upload. Files for which there is no room are left out; answers how many. */
  add(draft: string, files: readonly File[]): number {
    const taken = files.slice(0, this.room(draft));
    for (const file of taken) {
      const id = ++this.#last;
      const kind = kindOf(file.type, this.#ports.config());
      const failure = kind ? null : ({ reason: 'type' } as const);
      this.#set(draft, [...this.of(draft), { id, name: file.name, kind, progress: 0, attachment: null, failure }]);
      if (kind) void this.#send(draft, id, file);
    }
    return files.length - taken.length;
  }

  retry(draft: string, id: number): void {
    const transfer = this.#transfers.get(id);
    if (!transfer) return;
    this.#change(draft, id, { progress: 0, failure: null });
    void this.#send(draft, id, transfer.file);
  }

  remove(draft: string, id: number): void {
    this.#transfers.get(id)?.abort.abort();
    this.#transfers.delete(id);
    this.#set(draft, this.of(draft).filter((one) => one.id !== id));
  }

  /** The draft was sent or given up: nothing of it is needed any more. */
  clear(draft: string): void {
    for (const { id } of this.of(draft)) this.remove(draft, id);
  }

  clearAll(): void {
    for (const draft of [...this.#drafts.keys()]) this.clear(draft);
  }

  async #send(draft: string, id: number, file: File): Promise<void> {
    const client = this.#ports.client();
    if (!client) return;
    const abort = new AbortController();
    this.#transfers.set(id, { file, abort });
    const onProgress = ({ loaded, total }: { loaded: number; total: number }): void =>
      this.#change(draft, id, { progress: total > 0 ? Math.min(1, loaded / total) : 0 });
    try {
      const attachment = await client.uploadFile(file, { signal: abort.signal, onProgress });
      this.#transfers.delete(id);
      this.#change(draft, id, { attachment, progress: 1 });
    } catch (error) {
      if (!abort.signal.aborted) this.#change(draft, id, { failure: refusal(error) });
    }
  }

  /** Nothing, when it was removed in the meantime. */
  #change(draft: string, id: number, change: Partial<Upload>): void {
    this.#set(draft, this.of(draft).map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  #set(draft: string, uploads: readonly Upload[]): void {
    if (uploads.length > 0) this.#drafts.set(draft, uploads);
    else this.#drafts.delete(draft);
    this.#ports.changed();
  }
}

function refusal(error: unknown): UploadFailure {
  const { message, retryable } = error as { message?: unknown; retryable?: unknown };
  return { reason: 'refused', message: typeof message === 'string' ? message : String(error), retryable: retryable !== false };
}
