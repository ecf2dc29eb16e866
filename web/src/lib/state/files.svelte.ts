import { SvelteMap } from 'svelte/reactivity';
import { words } from '../../messages';
import type { KeyValueStore } from '../browser/storage';
import type { Tab } from '../browser/tab';
import type { Clock } from '../clock';
import { Downloads } from '../files/downloads.svelte';
import { ServerFiles } from '../files/server-files.svelte';
import { type Upload, Uploads } from '../files/uploads.svelte';
import type { Answer, Fields, RequestType } from '../protocol/frames';
import { http, type Me } from '../protocol/http';
import type { FileState, Message } from '../protocol/objects';
import { visible } from '../text/controls';
import type { Conversations } from './conversations.svelte';
import { isFreed, newsOf } from './file-news';
import type { Histories } from './histories.svelte';
import type { Outbox } from './outbox.svelte';
import type { Toasts } from './toasts.svelte';

export interface FilesParts {
  me: Me;
  tab: Tab;
  storage: KeyValueStore;
  clock: Clock;
  conversations: Conversations;
  histories: Histories;
  outbox: Outbox;
  toasts: Toasts;
  request: <T extends RequestType>(type: T, fields: Fields<T>) => Promise<Answer<T>>;
  act: <T>(action: Promise<T>) => Promise<T | undefined>;
  /** A message is another now, as an answer says. */
  changed: (message: Message) => void;
}

/** What a person sends, is offered and fetches, in all conversations. */
export class Files {
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  /** What the host's directory offers. */
  readonly shared: ServerFiles;
  /** Bytes of the largest file that the server takes. */
  limit = $state(Number.POSITIVE_INFINITY);
  /** Bytes that are there of a file that is still on its way up, by its conversation and number. */
  readonly arriving = new SvelteMap<string, number>();

  /** As far as it was told here, so that the same news is not told twice. */
  readonly #states = new Map<string, FileState>();
  readonly #parts: FilesParts;

  constructor(parts: FilesParts) {
    this.#parts = parts;
    this.uploads = new Uploads({
      personId: parts.me.id,
      tab: parts.tab,
      storage: parts.storage,
      clock: parts.clock,
      post: ({ conversation, caption, key }, upload) =>
        parts.outbox.add(conversation, caption, { upload, clientId: key }),
      finish: (id, sha256) => http.finishUpload(id, sha256),
      setThumbnail: (id, picture) => http.setThumbnail(id, picture),
    });
    this.downloads = new Downloads({
      clock: parts.clock,
      report: (message, state) => void this.setState(message, state),
      tell: ({ file, conversation }, found) =>
        parts.toasts.show(words.files.fetched[found](visible(file?.name ?? '')), {
          kind: found === 'damaged' ? 'problem' : 'news',
          opens: conversation,
        }),
    });
    this.shared = new ServerFiles((page) => parts.request('share', page), parts.clock);
  }

  stop(): void {
    this.uploads.stop();
    this.downloads.stop();
    this.shared.stop();
  }

  /** In a conversation with one other a file is offered at once; elsewhere it is there when it is whole. */
  send(conversation: string, files: readonly File[], caption = ''): void {
    const about = this.#parts.conversations.get(conversation)?.about;
    const isOffer = about?.kind === 'direct' && about.person?.id !== this.#parts.me.id;
    let text = caption;
    for (const file of files) {
      if (file.size > this.limit) {
        this.#parts.toasts.show(words.files.tooLarge(visible(file.name), this.limit), { kind: 'problem' });
        continue;
      }
      this.uploads.add(conversation, file, isOffer, text);
      // One caption, with the first.
      text = '';
    }
  }

  /** An offer is withdrawn with its upload, so that nobody waits for it. */
  cancelUpload(upload: Upload): void {
    const message = upload.isOffer && this.#offerOf(upload);
    this.uploads.cancel(upload);
    if (message) void this.setState(message, 'cancelled');
  }

  async setState(message: Message, state: FileState): Promise<Message | undefined> {
    const { conversation, number } = message;
    const answer = await this.#parts.act(this.#parts.request('file.set', { conversation, number, state }));
    if (answer) this.#parts.changed(answer.message);
    return answer?.message;
  }

  async accept(message: Message): Promise<void> {
    const accepted = message.file?.state === 'offered' ? await this.setState(message, 'accepted') : message;
    if (accepted) this.downloads.want(accepted, true);
  }

  async withdraw(message: Message): Promise<void> {
    const id = message.file?.id;
    if ((await this.setState(message, 'cancelled')) && id) this.uploads.ended(id);
  }

  /** A message with a file has changed: what waits for it goes on, and who offered it is told. */
  changed(message: Message): void {
    const { file, author, conversation } = message;
    const isMine = author.id === this.#parts.me.id;
    this.downloads.changed(message, !isMine);
    if (!file) return;
    const before = this.#states.get(file.id);
    this.#states.set(file.id, file.state);
    if (isFreed(file.state)) this.uploads.ended(file.id);
    const chat = this.#parts.conversations.get(conversation);
    if (!isMine || chat?.about.kind !== 'direct' || before === file.state) return;
    const news = newsOf(file.state, visible(chat.name), visible(file.name));
    if (news) this.#parts.toasts.show(news, { opens: conversation });
  }

  #offerOf({ conversation, fileId }: Upload): Message | undefined {
    const { messages } = this.#parts.histories.log(conversation);
    return messages.find(({ file }) => file !== undefined && file.id === fileId);
  }
}
