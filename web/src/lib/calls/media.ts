/** Why a microphone or camera does not come. */
export type MediaProblem = 'insecure' | 'denied' | 'missing' | 'in-use' | 'failed';

export type DeviceKind = 'microphone' | 'camera';

/** Which devices a person chose; empty for what the system prefers. */
export interface ChosenDevices {
  microphone: string;
  camera: string;
}

export interface OpenedMedia {
  microphone?: MediaStreamTrack;
  camera?: MediaStreamTrack;
  problems: Partial<Record<DeviceKind, MediaProblem>>;
}

/** The picture of a call of two; with more people it is sent smaller. */
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, max: 30 } };
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** Missing where the page is not secure: browsers give camera and microphone to nobody else. */
type Devices = Pick<MediaDevices, 'getUserMedia'> | undefined;

/**
 * Opens what is wanted, as far as it is there and allowed: a call works with sound alone, and without anything one can still see and hear. Both
 * are asked for at once, so that the person is asked once.
 */
export async function openMedia(
  devices: Devices,
  wanted: readonly DeviceKind[],
  chosen: ChosenDevices,
): Promise<OpenedMedia> {
  if (!devices) return { problems: Object.fromEntries(wanted.map((kind) => [kind, 'insecure'])) };
  const opened = await tryOpen(devices, wanted, chosen);
  const first = wanted.map((kind) => opened.problems[kind]).find((problem) => problem !== undefined);
  if (wanted.length < 2 || first === undefined) return opened;

  // One of them may be missing, in use or denied, and the other not.
  const parts: OpenedMedia = { problems: {} };
  for (const kind of wanted) {
    const { problems, ...tracks } = await tryOpen(devices, [kind], chosen);
    Object.assign(parts, tracks);
    Object.assign(parts.problems, problems);
  }
  return parts;
}

async function tryOpen(
  devices: NonNullable<Devices>,
  wanted: readonly DeviceKind[],
  chosen: ChosenDevices,
): Promise<OpenedMedia> {
  try {
    const stream = await devices.getUserMedia({
      audio: wanted.includes('microphone') && { ...VOICE, ...prefer(chosen.microphone) },
      video: wanted.includes('camera') && { ...PICTURE, ...prefer(chosen.camera) },
    });
    const opened: OpenedMedia = { problems: {} };
    const [microphone, camera] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
    if (microphone) opened.microphone = microphone;
    if (camera) opened.camera = camera;
    return opened;
  } catch (error) {
    const problem = problemOf(error);
    return { problems: Object.fromEntries(wanted.map((kind) => [kind, problem])) };
  }
}

/** A device that was chosen and is not plugged in any more is no reason to have none. */
function prefer(id: string): { deviceId?: ConstrainDOMString } {
  return id === '' ? {} : { deviceId: { ideal: id } };
}

/** The names of errors are those of Media Capture and Streams, section 10.2 (getUserMedia). */
export function problemOf(error: unknown): MediaProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'failed';
  }
}
