/** Which files may be attached, and how. Pure. */
import type { Attachment, EnvConfig } from '../client/contract.ts';

export type AttachmentKind = Attachment['type'];

/** What servers take, by the family of the media type. */
const TYPES: Readonly<Record<AttachmentKind, readonly string[]>> = {
  image: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
  audio: ['audio/webm', 'audio/ogg', 'audio/mp4', 'audio/mpeg', 'audio/wav'],
  video: ['video/webm', 'video/mp4'],
};

const SWITCHES = { image: 'allowImages', audio: 'allowAudio', video: 'allowVideo' } as const;

/** The kinds that an environment lets people attach. */
export function allowedKinds(config: EnvConfig): AttachmentKind[] {
  return (Object.keys(TYPES) as AttachmentKind[]).filter((kind) => config[SWITCHES[kind]] !== false);
}

/** For the file dialog. */
export function acceptedTypes(config: EnvConfig): string {
  return allowedKinds(config).flatMap((kind) => TYPES[kind]).join(',');
}

/** The kind of a file, when it may be attached. Recorders name their codecs after the type. */
export function kindOf(type: string, config: EnvConfig): AttachmentKind | undefined {
  const [bare = ''] = type.toLowerCase().split(';');
  return allowedKinds(config).find((kind) => TYPES[kind].includes(bare.trim()));
}

/** Where a file is: relative addresses are the server's. */
export function fileAddress(url: string, endpoint: string | null): string {
  if (/^https?:\/\//i.test(url)) return url;
  const server = (endpoint ?? location.origin).replace(/^ws/i, 'http').replace(/\/+$/, '');
  return `${server}/${url.replace(/^\/+/, '')}`;
}
