// What each request of the WebSocket answers.
import { pretendQr } from './qr.mjs';
import { Refusal } from './world.mjs';

const PAGE = 200;

function page(list, { after, limit = PAGE }, key) {
    const from = after === undefined ? 0 : list.findIndex((item) => item.id === after) + 1;
    const items = list.slice(from, from + limit);
    return { [key]: items, ...(from + limit < list.length && { next: items.at(-1).id }) };
}

export function answer(world, me, origin, frame) {
    const mine = (id = frame.conversation) => world.mine(id, me.id);
    const view = (conversation) => ({ conversation: world.view(conversation, me.id) });

    switch (frame.type) {
        case 'conversations':
            return page(
                [...world.conversations.values()]
                    .filter((c) => c.reads.has(me.id) && (c.kind !== 'direct' || c.messages.length > 0))
                    .map((c) => world.view(c, me.id)),
                frame,
                'conversations',
            );
        case 'conversation': {
            const conversation = world.conversations.get(frame.conversation);
            return view(conversation && !conversation.private ? conversation : mine());
        }
        case 'people':
            return page(
                [...world.people.values()].filter((p) => p.presence !== 'offline'),
                frame,
                'people',
            );
        case 'members':
            return page(
                [...mine().reads.keys()].map((id) => world.people.get(id)),
                frame,
                'people',
            );
        case 'find': {
            const holds = ({ name }) => name?.toLowerCase().includes(frame.text.toLowerCase());
            const rooms = [...world.conversations.values()].filter(
                (c) => c.kind === 'room' && (!c.private || c.reads.has(me.id)) && holds(c),
            );
            const people = [...world.people.values()].filter((p) => !p.gone && holds(p));
            return {
                people: people.slice(0, 10),
                rooms: rooms.slice(0, 10).map((c) => world.view(c, me.id)),
            };
        }
        case 'history':
            return world.history(mine(), frame);
        case 'send':
            return world.send(mine(), me.id, frame.clientId, frame.text);
        case 'read':
            mine().reads.set(me.id, frame.number);
            world.publish([me.id], { type: 'read', conversation: frame.conversation, number: frame.number });
            return {};
        case 'typing':
            world.publish(
                [...mine().reads.keys()].filter((id) => id !== me.id),
                {
                    type: 'typing',
                    conversation: frame.conversation,
                    person: { id: me.id, name: me.name, guest: me.guest },
                },
            );
            return {};
        case 'presence':
            world.setPresence(me.id, frame.state);
            return {};
        case 'room.create':
            return view(world.room(me.id, frame.name, frame.private));
        case 'room.join': {
            const room = world.conversations.get(frame.conversation);
            world.bringIn(room, me.id);
            return view(room);
        }
        case 'room.leave':
            world.takeOut(mine(), me.id, 'left');
            return {};
        case 'room.invite':
            world.bringIn(mine(), frame.person);
            return {};
        case 'room.remove':
            world.takeOut(mine(), frame.person, 'removed');
            return {};
        case 'direct.open':
            return view(world.direct(me.id, frame.person));
        case 'search':
            return search(world, me, frame);
        case 'link.create':
            return {
                url: `${origin}/link#demo-secret`,
                qr: pretendQr(),
                expiresAt: new Date(Date.now() + 600_000).toISOString(),
            };
        case 'invite':
            return { url: `${origin}/join#demo-code.demo-fingerprint`, qr: pretendQr() };
        case 'ping':
            return {};
        default:
            throw new Refusal('unknown_type', 400, `The request ${frame.type} is not known.`);
    }
}

function search(world, me, { text, conversation: only, before, limit = 30 }) {
    const wanted = text.toLowerCase().split(/\s+/);
    const hits = [];
    for (const conversation of world.conversations.values()) {
        if (!conversation.reads.has(me.id) || (only && conversation.id !== only)) continue;
        for (const message of conversation.messages) {
            const lower = message.text.toLowerCase();
            if (wanted.every((word) => lower.includes(word))) {
                hits.push({ message, conversationName: world.view(conversation, me.id).name });
            }
        }
    }
    hits.sort((a, b) => (a.message.time < b.message.time ? 1 : -1));
    const from = Number(before ?? 0);
    const next = from + limit < hits.length ? { next: String(from + limit) } : {};
    return { results: hits.slice(from, from + limit), ...next };
}
