/** A sound or film that somebody records as a note: asked for, recorded up to a limit, kept or thrown away. */

export type NoteKind = 'audio' | 'video';

export interface RecordingPorts {
  readonly changed: () => void;
  /** A note was made. */
  readonly done: (draft: string, file: File) => void;
}

export interface Note {
  readonly draft: string;
  readonly kind: NoteKind;
  /** `refused`: the browser or the person does not let the microphone or camera be used. */
  readonly phase: 'asking' | 'recording' | 'refused';
  readonly seconds: number;
  readonly stream: MediaStream | null;
}

export const LONGEST_S: Readonly<Record<NoteKind, number>> = { audio: 120, video: 60 };

/** The first that the browser can make. */
const TYPES: Readonly<Record<NoteKind, readonly string[]>> = {
  audio: ['audio/webm;codecs=opus', 'audio/webm', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'],
  video: ['video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'],
};

/** Whether this browser and page can record at all: pages without a secure context have no devices. */
export function canRecord(kind: NoteKind): boolean {
  return typeof MediaRecorder === 'function' && Boolean(navigator.mediaDevices?.getUserMedia) && typeFor(kind) !== undefined;
}

export class Recording {
  readonly #ports: RecordingPorts;
  #note: Note | null = null;
  #recorder: MediaRecorder | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(ports: RecordingPorts) {
    this.#ports = ports;
  }

  get active(): boolean {
    return this.#note !== null;
  }

  /** What is being recorded for a draft. */
  of(draft: string): Note | null {
    return this.#note?.draft === draft ? this.#note : null;
  }

  async start(draft: string, kind: NoteKind): Promise<void> {
    this.cancel();
    const note: Note = { draft, kind, phase: 'asking', seconds: 0, stream: null };
    this.#set(note);
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: kind === 'video' && { facingMode: 'user', height: { ideal: 480 } } });
    } catch {
      if (this.#note === note) this.#set({ ...note, phase: 'refused' });
      return;
    }
    if (this.#note === note) this.#record(note, stream);
    else release(stream);
  }

  /** Ends the recording and keeps it. */
  finish(): void {
    this.#recorder?.stop();
  }

  /** Throws away what was recorded. */
  cancel(): void {
    const { stream } = this.#note ?? {};
    const recorder = this.#recorder;
    this.#recorder = null;
    clearInterval(this.#clock);
    if (recorder && recorder.state !== 'inactive') recorder.stop();
    if (stream) release(stream);
    if (this.#note) this.#set(null);
  }

  #record(note: Note, stream: MediaStream): void {
    const type = typeFor(note.kind);
    const recorder = new MediaRecorder(stream, type === undefined ? {} : { mimeType: type });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => data.size > 0 && parts.push(data));
    recorder.addEventListener('stop', () => {
      const kept = this.#recorder === recorder;
      this.cancel();
      if (kept) this.#ports.done(note.draft, fileOf(parts, recorder.mimeType || type || '', note.kind));
    });
    this.#recorder = recorder;
    recorder.start();
    const began = performance.now();
    this.#set({ ...note, phase: 'recording', stream });
    this.#clock = setInterval(() => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      if (this.#note && seconds !== this.#note.seconds) this.#set({ ...this.#note, seconds });
      if (seconds >= LONGEST_S[note.kind]) this.finish();
    }, TICK_MS);
  }

  #set(note: Note | null): void {
    this.#note = note;
    this.#ports.changed();
  }
}

function typeFor(kind: NoteKind): string | undefined {
  return TYPES[kind].find((type) => MediaRecorder.isTypeSupported(type));
}

/** The light beside the camera goes out. */
function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Named after what it is, whichever container the browser chose. */
function fileOf(parts: readonly Blob[], type: string, kind: NoteKind): File {
  const [bare = ''] = type.split(';');
  return new File([...parts], `${kind}-note.${bare.split('/')[1] ?? 'webm'}`, { type: bare });
}

const TICK_MS = 250;
