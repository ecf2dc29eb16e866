import { number } from './number';

/** What the page says about calls. */
export const callWords = {
  startVideo: 'Start video call',
  startVoice: 'Start voice call',
  incoming: (name: string) => `Incoming call from ${name}`,
  calls: (video: boolean) => (video ? 'Incoming video call' : 'Incoming voice call'),
  accept: 'Accept',
  decline: 'Decline',
  preview: 'Your camera',
  onlyYou: 'Only you see this.',
  moveOwn: 'Move your picture to another corner',
  region: 'Call',
  with: (name: string) => `Call with ${name}`,
  inRoom: (name: string) => `Call in ${name}`,
  ringingAt: (name: string) => `Calling ${name}…`,
  opening: 'Opening camera and microphone…',
  waiting: 'Connecting…',
  alone: 'You are the first here. Others see that they can join.',
  you: 'You',
  join: 'Join call',
  joinHere: 'Move it here',
  onOther: 'You are in this call on another device.',
  whoIsIn(names: readonly string[], total: number): string {
    const shown = names.slice(0, 3);
    const rest = total - shown.length;
    if (rest > 0) return `${shown.join(', ')} and ${rest} more are in a call`;
    const last = shown.at(-1) ?? '';
    return shown.length === 1
      ? `${last} is in a call`
      : `${shown.slice(0, -1).join(', ')} and ${last} are in a call`;
  },
  places(video: number, sound: number, most: { video: number; sound: number }): string {
    if (video > 0)
      return `Room for ${video} more. At most ${most.video} with video, ${most.sound} by sound alone.`;
    if (sound > 0) return `Room for ${sound} more by sound alone: with video at most ${most.video}.`;
    return `It is full: at most ${most.video} with video, ${most.sound} by sound alone.`;
  },
  goesOn: 'A call goes on',
  mute: 'Mute',
  unmute: 'Unmute',
  cameraOff: 'Turn camera off',
  cameraOn: 'Turn camera on',
  share: 'Share screen',
  stopShare: 'Stop sharing',
  hangUp: 'Hang up',
  more: 'More',
  chat: 'Messages of this conversation',
  backToCall: 'Back to the call',
  pictureInPicture: 'Picture in picture',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  quality: 'Connection quality',
  devices: 'Devices',
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  standard: 'As the system',
  unnamed: (kind: string, number: number) => `${kind} ${number}`,
  level: 'Level of your microphone',
  pushToTalk: 'Push to talk',
  pushToTalkHint: 'You are muted, and heard while you hold the space bar.',
  holdSpace: 'Hold Space to talk',
  talking: 'You are heard',
  check: 'Check camera and microphone',
  stopCheck: 'Stop the check',
  testSpeaker: 'Play a sound',
  section: 'Calls',
  sectionHint: 'What calls use on this device.',
  isMuted: (name: string) => `${name} is muted`,
  youAreMuted: 'You are muted',
  hasCameraOff: (name: string) => `${name}, camera off`,
  sharesScreen: (name: string) => `${name} shares the screen`,
  youShare: 'You share your screen',
  screenOf: (name: string) => `Screen of ${name}`,
  videoOf: (name: string) => `Video of ${name}`,
  speaking: (name: string) => `${name} speaks`,
  away: (name: string) => `${name} reconnects…`,
  connectingTo: (name: string) => `Connecting to ${name}…`,
  interrupted: (name: string) => `The connection to ${name} is interrupted. It is being made again.`,
  poor: 'Poor connection',
  serverAway: 'The server is away. The call goes on without it.',
  hear: 'Click to hear the others',
  unreachable: (name: string) => `No way through to ${name}.`,
  noRelay: 'You are in different networks, and this server has no relay for calls. It is being tried on.',
  relaySilent: 'The relay for calls does not answer. It is being tried on.',
  relayRefused: 'The relay for calls refuses this server. Tell who runs it. It is being tried on.',
  noRoute: 'Neither the direct way nor the relay works. It is being tried on.',
  tryAgain: 'Try again',
  refusedTitle: 'The call did not start',
  startAnyway: 'Call without them',
  cancel: 'Cancel',
  problem: {
    both: {
      denied:
        'The browser gives ChatBox neither camera nor microphone: no permission. Allow them beside the address, then try again.',
      insecure:
        'This is not a secure page, and browsers give camera and microphone to secure pages only. Open ChatBox by its https address.',
      missing: 'There is no camera and no microphone on this device.',
      'in-use': 'Another program uses the camera and the microphone. Close it, then try again.',
      failed: 'Camera and microphone could not be opened.',
    },
    microphone: {
      denied:
        'Nobody hears you: the browser has no permission for the microphone. Allow it beside the address.',
      insecure: 'Nobody hears you: this is not a secure page.',
      missing: 'Nobody hears you: there is no microphone.',
      'in-use': 'Nobody hears you: another program uses the microphone.',
      failed: 'Nobody hears you: the microphone could not be opened.',
    },
    camera: {
      denied: 'Nobody sees you: the browser has no permission for the camera. Allow it beside the address.',
      insecure: 'Nobody sees you: this is not a secure page.',
      missing: 'Nobody sees you: there is no camera. You are heard.',
      'in-use': 'Nobody sees you: another program uses the camera.',
      failed: 'Nobody sees you: the camera could not be opened.',
    },
  },
  shareFailed: 'The screen could not be shared.',
  fullForVideo: 'With so many people the call takes no more video. You are heard.',
  busy: (name: string) => `${name} is busy: in another call.`,
  declined: (name: string) => `${name} has declined the call.`,
  noAnswer: (name: string) => `${name} gave no answer.`,
  hungUp: (name: string, length: string) => `${name} has left. The call ended after ${length}.`,
  ended: (length: string) => `The call ended after ${length}.`,
  over: 'The call ended while you were away.',
  awayTooLong: 'You were away for too long: the call ended for you.',
  moved: 'The call goes on on your other device.',
  elsewhere: 'You have accepted it on another device.',
  removed: 'You are not in this conversation any more: the call ended for you.',
  begun: (name: string, where: string) => `${name} has begun a call in ${where}.`,
  callBack: 'Call back',
  line: {
    ended: (video: boolean, length: string) => `${video ? 'Video' : 'Voice'} call ended, ${length}`,
    endedOf: (video: boolean, length: string, people: number) =>
      `${video ? 'Video' : 'Voice'} call ended, ${length}, ${people} people`,
    mine: {
      no_answer: 'You called: no answer',
      declined: 'You called: declined',
      busy: 'You called: busy',
      cancelled: 'You called, and cancelled',
    },
    declined: 'You declined a call',
    missed: (video: boolean) => (video ? 'Missed video call' : 'Missed voice call'),
  },
  length(seconds: number): string {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
    if (h > 0) return `${h} h ${m} min`;
    return m > 0 ? `${m} min ${s} s` : `${s} s`;
  },
  stats: {
    person: 'Person',
    path: 'Path',
    direct: (protocol: string) => `direct, ${protocol}`,
    relay: (protocol: string) => `by relay, ${protocol}`,
    roundTrip: 'Round trip',
    loss: 'Loss',
    received: 'Received',
    sent: 'Sent',
    picture: 'Picture',
    unknown: '–',
    milliseconds: (value: number) => `${Math.round(value)} ms`,
    percent: (value: number) => `${(value * 100).toFixed(1)} %`,
    rate: (value: number) => `${number.format(Math.round(value))} kbit/s`,
    resolution: (width: number, height: number, frames: number | undefined) =>
      frames === undefined ? `${width} × ${height}` : `${width} × ${height}, ${Math.round(frames)}/s`,
  },
};
