// Invented people and conversations, with what is hard to show: long names, other directions, long words, code.
import { LOBBY } from './world.mjs';

const FENCE = '```';
const LINES = [
    'pushed the new firmware. The gripper no longer stalls at 40 %, the watchdog was resetting the timer twice',
    `${FENCE}\nchatbox get lab.local arm-2.4.bin --via rdt\nchatbox tail lab.local lobby --json | grep -v typing   # a line that is longer than the column is wide\n${FENCE}\nor see https://example.org/firmware/arm-2.4 (the notes are at the end).`,
    'works on arm 2, thanks! 测试通过',
    'שלום לכולם, אני מגיעה בעוד עשר דקות',
    'مرحبا، هل انتهى الاختبار؟ the log says *exit 0* everywhere',
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3),
    'Set `retries = 3` and **do not** touch the timeout.',
    Array.from({ length: 20 }, (_, i) => `${i + 1}. line of a list that somebody pasted`).join('\n'),
    '<script>alert(1)</script> <img src=x onerror=alert(2)> [link](javascript:alert(3))',
    'invoice_\u202egpj.exe is not what it seems',
    'ok',
    'call in five? I want to see the arm live',
];
const NAMES = [
    'ben',
    'Mei 梅',
    'dora',
    'נועה',
    'Αλέξανδρος',
    'María-José',
    'Wolfeschlegelsteinhausenbergerdo',
    'إيمان',
    'たくみ',
    'Zoë',
];

export function fill(world, { people = 40, messages = 400 } = {}) {
    const crowd = [];
    for (let i = 0; i < people; i++) {
        const name = NAMES[i] ?? `guest ${String(i + 1).padStart(3, '0')}`;
        const person = world.join(name, i % 9 === 2);
        person.presence = i % 5 === 3 ? 'away' : 'online';
        crowd.push(person);
    }
    const lobby = world.conversations.get(LOBBY);
    const start = Date.now() - 26 * 60 * 60 * 1000;
    for (let i = 0; i < messages; i++) {
        const author = crowd[Math.floor(i / 3) % Math.min(crowd.length, 7)];
        const at = new Date(start + (i / messages) * 26 * 60 * 60 * 1000);
        world.send(lobby, author.id, `demo-${i}`, LINES[(i * 5) % LINES.length], at);
    }
    return crowd;
}

/** What only makes sense once somebody is there to see it. */
export function welcome(world, person, crowd) {
    const [ben, mei, dora, noa] = crowd;
    const robotics = world.room(ben.id, `robotics ${person.name}`);
    for (const member of [mei, dora, noa, person]) world.bringIn(robotics, member.id);
    LINES.slice(0, 7).forEach((line, i) => void world.send(robotics, crowd[i % 4].id, `room-${i}`, line));
    robotics.reads.set(person.id, 4);
    const thesis = world.room(mei.id, 'thesis-group', true);
    world.bringIn(thesis, person.id);
    world.send(thesis, mei.id, 'thesis-1', `@${person.name} can you check chapter 2?`);
    world.send(world.direct(person.id, mei.id), mei.id, 'direct-1', 'photo.zip is on its way');
    world.send(world.direct(person.id, noa.id), person.id, 'direct-2', 'see you at the demo');
}
