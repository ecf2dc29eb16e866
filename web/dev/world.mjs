// The state behind the demo server: a few maps that follow docs/protocol.md, without its limits and its durability.
import { randomBytes } from 'node:crypto';

export const LOBBY = 'lobby';
const newId = () => randomBytes(8).toString('hex');

export class Refusal extends Error {
    constructor(code, status, detail, more = {}) {
        super(detail);
        Object.assign(this, { code, status, more });
    }
}

export class World {
    people = new Map();
    conversations = new Map();
    /** Called with (ids of people or undefined for all, event). */
    publish = () => {};

    constructor() {
        this.#add({ id: LOBBY, kind: 'lobby', name: 'Lobby', private: false });
    }

    join(name, guest = false) {
        for (const other of this.people.values()) {
            if (other.name.toLowerCase() === name.toLowerCase() && !other.gone) {
                throw new Refusal('name_taken', 409, `The name ${name} is taken. Choose another name.`);
            }
        }
        const person = { id: newId(), name, presence: 'offline', guest };
        this.people.set(person.id, person);
        this.#addMember(this.conversations.get(LOBBY), person.id);
        return person;
    }

    setPresence(id, presence, more = {}) {
        const person = this.people.get(id);
        person.presence = presence;
        this.publish(undefined, { type: 'person', person, ...more });
    }

    room(maker, name, isPrivate = false) {
        for (const other of this.conversations.values()) {
            if (other.kind === 'room' && !other.private && other.name === name) {
                throw new Refusal(
                    'name_taken',
                    409,
                    `The name ${name} is taken by another public room. Choose another name.`,
                );
            }
        }
        const room = this.#add({ id: newId(), kind: 'room', name, private: isPrivate, maker });
        this.#addMember(room, maker);
        return room;
    }

    direct(one, other) {
        const id = `direct-${[one, other].sort().join('-')}`;
        const known = this.conversations.get(id);
        if (known) return known;
        const made = this.#add({ id, kind: 'direct', private: true });
        this.#addMember(made, one);
        this.#addMember(made, other);
        return made;
    }

    bringIn(room, person) {
        this.#addMember(room, person);
        this.publish([person], { type: 'conversation', conversation: this.view(room, person) });
        this.publish([...room.reads.keys()], {
            type: 'members',
            conversation: room.id,
            members: room.reads.size,
        });
    }

    takeOut(room, person, reason) {
        room.reads.delete(person);
        this.publish([person], { type: 'conversation.gone', conversation: room.id, reason });
        this.publish([...room.reads.keys()], {
            type: 'members',
            conversation: room.id,
            members: room.reads.size,
        });
    }

    /** The conversation, if the person is in it. */
    mine(id, person) {
        const conversation = this.conversations.get(id);
        if (!conversation?.reads.has(person)) {
            throw new Refusal(
                'no_such_conversation',
                404,
                'There is no such conversation, or you are not in it.',
            );
        }
        return conversation;
    }

    send(conversation, authorId, clientId, text, time = new Date()) {
        const known = conversation.messages.find((m) => m.author.id === authorId && m.clientId === clientId);
        if (known) return { message: known, repeated: true };
        const { id, name, guest } = this.people.get(authorId);
        const number = conversation.messages.length + 1;
        const message = {
            conversation: conversation.id,
            number,
            author: { id, name, guest },
            clientId,
            text,
            time: time.toISOString(),
        };
        conversation.messages.push(message);
        conversation.reads.set(authorId, number);
        const members = [...conversation.reads.keys()];
        if (number === 1 && conversation.kind === 'direct') {
            for (const member of members) {
                this.publish([member], {
                    type: 'conversation',
                    conversation: this.view(conversation, member),
                });
            }
        }
        this.publish(members, { type: 'message', message });
        return { message };
    }

    /** The conversation as one person sees it. */
    view(conversation, person) {
        const { id, kind, name, maker, messages, reads } = conversation;
        const other =
            kind === 'direct'
                ? this.people.get([...reads.keys()].find((member) => member !== person))
                : undefined;
        const joined = reads.has(person);
        const lastMessage = messages.at(-1);
        return {
            ...{
                id,
                kind,
                name: other?.name ?? name,
                private: conversation.private,
                members: reads.size,
                maker,
                joined,
            },
            ...(other && { person: other }),
            ...(joined && { last: messages.length, read: reads.get(person) }),
            ...(joined &&
                lastMessage && { lastMessage: { ...lastMessage, text: lastMessage.text.slice(0, 200) } }),
        };
    }

    history(conversation, { before, after, around, limit = 50 }) {
        const { messages } = conversation;
        let from = messages.length - limit;
        if (after !== undefined) from = after;
        else if (around !== undefined) from = around - 1 - Math.floor(limit / 2);
        else if (before !== undefined) from = before - 1 - limit;
        const end = before !== undefined ? before - 1 : from + limit;
        return { messages: messages.slice(Math.max(0, from), Math.max(0, end)), last: messages.length };
    }

    #add(about) {
        const conversation = { ...about, messages: [], reads: new Map() };
        this.conversations.set(about.id, conversation);
        return conversation;
    }

    #addMember(conversation, person) {
        conversation.reads.set(person, conversation.messages.length);
    }
}
