// `npm run demo`: the built page with invented company, for looking at it without a server. Options: --port 5080 --people 40 --messages 400 --code
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { fill, welcome } from './crowd.mjs';
import { answer } from './requests.mjs';
import { Refusal, World } from './world.mjs';

const { values: options } = parseArgs({
    options: {
        port: { type: 'string', default: '5080' },
        people: { type: 'string', default: '40' },
        messages: { type: 'string', default: '400' },
        code: { type: 'boolean', default: false },
    },
});

/** The policy that the real server sends: what breaks under it breaks here. */
const POLICY = [
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:",
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html chatbox-worker",
].join('; ');
const TYPES = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
    '.webmanifest': 'application/manifest+json',
};
const COOKIE = `chatbox-${options.port}`;
const server = { id: 'demo', name: 'Lab 3.14', version: '0.0.0' };

const world = new World();
const crowd =
    Number(options.people) > 0
        ? fill(world, { people: Number(options.people), messages: Number(options.messages) })
        : [];
const tokens = new Map();
const loggedOut = new Map();
const sockets = new Map();

world.publish = (people, event) => {
    for (const [socket, person] of sockets) {
        if (!people || people.includes(person.id)) socket.send(JSON.stringify(event));
    }
};

const tokenOf = (request) => request.headers.cookie?.match(new RegExp(`${COOKIE}=(\\w+)`))?.[1];
const personOf = (request) => tokens.get(tokenOf(request));

function enter(person, response) {
    const token = randomBytes(16).toString('hex');
    tokens.set(token, person);
    response.setHeader('Set-Cookie', `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict`);
    return { id: person.id, name: person.name, token };
}

function me(request) {
    const person = personOf(request);
    if (!person) throw new Refusal('not_joined', 401, 'Join first.');
    return person;
}

const calls = {
    'GET server'(request) {
        const person = personOf(request);
        return {
            ...server,
            codeRequired: options.code,
            me: person && { id: person.id, name: person.name },
            comeBackAs: loggedOut.get(tokenOf(request))?.name,
        };
    },
    'POST people'(_, body, response) {
        if (options.code && body.code !== 'demo-code') {
            throw new Refusal(
                'bad_code',
                403,
                'The invite code is missing or no longer valid. Ask for the invite link again.',
            );
        }
        const person = world.join(body.name);
        if (crowd.length >= 4) welcome(world, person, crowd);
        return enter(person, response);
    },
    'POST logout'(request) {
        const person = me(request);
        const token = tokenOf(request);
        tokens.delete(token);
        loggedOut.set(token, person);
        for (const [socket, other] of sockets) if (other === person) socket.close();
        world.setPresence(person.id, 'offline', { goodbye: true });
        return {
            goodbye: person.name,
            nameFree: true,
            comeBackUntil: new Date(Date.now() + 600_000).toISOString(),
        };
    },
    'POST come-back': (request, _, response) => enter(loggedOut.get(tokenOf(request)), response),
    'POST links/redeem'() {
        throw new Refusal(
            'bad_link',
            403,
            'This link was used already or is older than 10 minutes. Make a new one in Settings.',
        );
    },
};

async function api(request, response, path) {
    try {
        const chunks = [];
        for await (const chunk of request) chunks.push(chunk);
        const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : {};
        const result = calls[`${request.method} ${path}`](request, body, response);
        response.end(JSON.stringify(result));
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        response.statusCode = error.status;
        response.end(
            JSON.stringify({ status: error.status, code: error.code, detail: error.message, ...error.more }),
        );
    }
}

const dist = new URL('../dist/', import.meta.url);
async function file(response, path) {
    const name = extname(path) === '' ? 'index.html' : path.slice(1);
    try {
        const content = await readFile(new URL(name, dist));
        response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
        response.setHeader('Content-Security-Policy', POLICY);
        response.end(content);
    } catch {
        response.writeHead(404).end();
    }
}

const httpServer = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://demo');
    if (pathname.startsWith('/api/v1/')) void api(request, response, pathname.slice('/api/v1/'.length));
    else void file(response, pathname);
});

const webSockets = new WebSocketServer({ noServer: true });
httpServer.on('upgrade', (request, socket, head) => {
    const person = personOf(request);
    if (!person) {
        socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
        return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        connect(webSocket, person, request.headers.origin),
    );
});

function connect(socket, person, origin) {
    sockets.set(socket, person);
    world.setPresence(person.id, 'online');
    const send = (frame) => socket.send(JSON.stringify(frame));
    send({
        type: 'welcome',
        person,
        session: 'demo',
        server,
        time: new Date().toISOString(),
        limits: { text: 8000, name: 32 },
    });
    socket.on('message', (data) => {
        const frame = JSON.parse(data);
        try {
            send({ type: 'ok', id: frame.id, ...answer(world, person, origin, frame) });
        } catch (error) {
            send({ type: 'error', id: frame.id, code: error.code ?? 'internal', message: error.message });
        }
    });
    socket.on('close', () => {
        sockets.delete(socket);
        if (![...sockets.values()].includes(person)) world.setPresence(person.id, 'offline');
    });
}

httpServer.listen(Number(options.port), '127.0.0.1', () => {
    console.log(`http://localhost:${options.port}/`);
});
