import { callWords } from './words/calls';
import { fileWords } from './words/files';
import { number } from './words/number';

/** Everything the page says in words of its own, so that a translation is one more object like this one. */
export const words = {
  locale: 'en-GB',
  product: 'ChatBox',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  copy: 'Copy',
  copied: 'Copied',
  tryAgain: 'Try again',

  join: {
    what: 'A place to talk with everybody who has this link: no account, no installation.',
    name: 'Your name',
    nameHint: 'This is how the others see you.',
    code: 'Invite code',
    codeHint: 'It is the part after # in the invite link.',
    submit: 'Join',
    taken: (name: string) => `The name ${name} is taken. Choose another name.`,
    emptyName: 'Type a name, so that the others know who you are.',
    unreachable: 'The server does not answer. Check that you are in the same network, then try again.',
    goodbye: (name: string) => `Goodbye, ${name}`,
    ended: 'This device has logged out. Your messages stay where they are.',
    nameFree: (name: string) =>
      `The name ${name} is free now: for ten minutes you can come back to it, unless somebody takes it first.`,
    comeBack: (name: string) => `Come back as ${name}`,
    orJoin: 'Or join under another name',
    loading: 'Opening ChatBox',
    gone: 'The server is not there',
    goneHint: 'It may be restarting, or you may have left its network. This page tries again by itself.',
  },

  conversations: {
    title: 'Conversations',
    lobby: 'Lobby',
    rooms: 'Rooms',
    direct: 'Direct',
    unread: (name: string, count: number) => (count === 0 ? name : `${name}, ${number.format(count)} unread`),
    you: 'you',
    logOut: 'Log out',
    settings: 'Settings',
  },

  switcher: {
    label: 'Search people and rooms',
    placeholder: 'People and rooms',
    shortcut: 'Ctrl K',
    results: 'People and rooms',
    nothing: 'Nobody and no room of that name.',
    person: 'person',
    room: 'room',
    publicRoom: 'room, join it',
    conversation: 'conversation',
  },

  room: {
    create: 'New room',
    name: 'Room name',
    private: 'Private',
    privateHint: 'Only who is brought in finds it.',
    submit: 'Create',
    addPeople: 'Add people',
    addPeopleTo: (name: string) => `Add people to ${name}`,
    searchPeople: 'Search people to add',
    add: 'Add',
    added: 'Added',
    remove: 'Remove',
    leave: 'Leave room',
    leaveQuestion: (name: string) => `Leave ${name}?`,
    leaveHint: 'You no longer see what is said in it. In a private room somebody has to bring you in again.',
    members: 'Members',
    maker: 'made the room',
    privateRoom: 'Private room',
    join: 'Join room',
    notJoined: (name: string, members: number) =>
      `${name} is a public room with ${number.format(members)} ${members === 1 ? 'member' : 'members'}. Join it to read and write.`,
    unknown: 'There is no such conversation, or you are not in it.',
    youWereAdded: (name: string) => `You are in ${name} now.`,
    youWereRemoved: (name: string) => `You were removed from ${name}.`,
  },

  people: {
    title: 'People',
    you: 'you',
    guest: 'plain text',
    online: 'online',
    away: 'away',
    offline: 'offline',
    typing: 'typing',
    loggedOut: 'logged out',
    count: (count: number) => (count === 1 ? '1 person' : `${number.format(count)} people`),
    loggedOutNews: (name: string) => `${name} logged out.`,
  },

  log: {
    label: 'Messages',
    today: 'Today',
    yesterday: 'Yesterday',
    new: 'New',
    newMessages: (count: number) => (count === 1 ? '1 new message' : `${number.format(count)} new messages`),
    latest: 'Latest messages',
    waiting: 'The messages come with the connection.',
    failedToLoad: 'The messages could not be loaded.',
    /** What there is, and what the invite link is for. */
    aloneInLobby: ['You are the first.', 'Invite others with this link.'] as const,
    emptyLobby: ['Nobody has said anything yet.', 'More people come in with this link.'] as const,
    emptyRoom: (name: string) => `Nothing was said in ${name} yet.`,
    emptyDirect: (name: string) => `Only you and ${name} read what is written here.`,
    sending: 'Sending',
    notSent: 'Not sent.',
    retry: 'Retry',
    discard: 'Discard',
    copyCode: 'Copy code',
    typing(names: readonly string[]): string {
      if (names.length === 0) return '';
      if (names.length > 3) return 'several people are typing…';
      const last = names.at(-1) ?? '';
      return names.length === 1
        ? `${last} is typing…`
        : `${names.slice(0, -1).join(', ')} and ${last} are typing…`;
    },
  },

  composer: {
    label: 'Message',
    placeholder: (name: string) => `Message ${name}`,
    send: 'Send',
    left: (over: number) => `${number.format(over)} characters too many. Send it in parts.`,
    room: (left: number) => `${number.format(left)} characters left`,
    gone: (name: string) => `${name} has logged out for good. Nobody would read what you write here.`,
  },

  files: fileWords,

  calls: callWords,

  search: {
    label: 'Search messages',
    region: 'Search results',
    here: 'Only in this conversation',
    close: 'Close search',
    nothing: (query: string) => `No message holds “${query}”. Try fewer words.`,
    searching: 'Searching',
    failed: 'The search did not work.',
    more: 'More results',
    found: (count: number, more: boolean) =>
      count === 1 && !more ? '1 message' : `${number.format(count)}${more ? ' or more' : ''} messages`,
  },

  invite: {
    onlyHere: 'This link works on this computer only, for example in another browser.',
    button: 'Invite others',
    title: 'Invite others',
    hint: 'Whoever opens this link, or points a camera at the code, can join.',
    link: 'Invite link',
    qr: 'QR code of the invite link',
  },

  settings: {
    title: 'Settings',
    theme: 'Theme',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    sound: 'Sound',
    soundHint: 'A short tone when somebody writes to you.',
    notifications: 'Notifications',
    notificationsHint: 'On this device, when the page is not in front.',
    notificationsDenied: 'The browser refuses them. Allow notifications for this address in its settings.',
    notificationsMissing: 'This browser shows none for this address.',
    device: 'Another device',
    deviceHint: 'Be here on your phone or in another browser too, as the same person.',
    linkDevice: 'Link another device',
    deviceLink: 'Link for your other device',
    deviceOnce: (time: string) => `Works once, until ${time}. Whoever opens it is you.`,
    deviceQr: 'QR code of the link for your other device',
    trust: 'This server',
    trustLink: 'Trust this server',
    trustHint: 'How to make browsers and apps accept its certificate.',
    shortcuts: 'Keyboard shortcuts',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    /** What it does, and the keys that are pressed together. */
    list: [
      ['Search people and rooms', 'Ctrl', 'K'],
      ['Search messages', 'Ctrl', 'Shift', 'F'],
      ['Send the message', 'Enter'],
      ['New line', 'Shift', 'Enter'],
      ['Previous or next conversation', 'Alt', '↑ ↓'],
      ['The same, unread only', 'Alt', 'Shift', '↑ ↓'],
      ['Mark everything as read', 'Shift', 'Esc'],
      ['Talk while push to talk is on', 'Space'],
      ['Close what is open', 'Esc'],
      ['This list', '?'],
    ] as const,
  },

  connection: {
    reconnecting: 'Reconnecting… What you write meanwhile is kept.',
    gone: 'The server cannot be reached. What you write is kept and sent when it is back.',
    forgetful: 'Reconnecting… This browser keeps nothing: leave the page open, or what you wrote is lost.',
    untrusted: 'This browser does not trust the server’s certificate yet, so no message gets through.',
    blocked:
      'The server answers, but something in between, such as a proxy, does not let the live connection through.',
    retry: 'Try now',
    trust: 'Trust this server',
  },

  partMissing: 'This part of the page could not be loaded. Reload the page when the server is there.',

  failed: (why: string) => `That did not work. ${why}`,
};
