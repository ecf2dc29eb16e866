import { expect, test, vi } from 'vitest';
import { openMedia, problemOf } from './media';

const any = { microphone: '', camera: '' };

/** A machine that has these devices; each other one fails with the error of this name. */
function machine(errors: { audio?: string; video?: string }) {
  return {
    getUserMedia: vi.fn(async ({ audio, video }: MediaStreamConstraints = {}) => {
      const error = (audio && errors.audio) || (video && errors.video);
      if (error) throw new DOMException('', error);
      return {
        getAudioTracks: () => (audio ? [{ kind: 'audio' }] : []),
        getVideoTracks: () => (video ? [{ kind: 'video' }] : []),
      } as unknown as MediaStream;
    }),
  };
}

test('both are asked for at once, so that the person is asked once', async () => {
  const devices = machine({});
  const opened = await openMedia(devices, ['microphone', 'camera'], any);
  expect(opened).toMatchObject({ microphone: { kind: 'audio' }, camera: { kind: 'video' }, problems: {} });
  expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
});

test.each([
  ['NotFoundError', 'missing'],
  ['NotAllowedError', 'denied'],
  ['NotReadableError', 'in-use'],
])('with a camera that fails by %s there is sound all the same', async (name, problem) => {
  const opened = await openMedia(machine({ video: name }), ['microphone', 'camera'], any);
  expect(opened.microphone).toBeDefined();
  expect(opened.problems).toEqual({ camera: problem });
});

test('with neither there is a reason for each', async () => {
  const opened = await openMedia(
    machine({ audio: 'NotFoundError', video: 'NotAllowedError' }),
    ['microphone', 'camera'],
    any,
  );
  expect(opened).toEqual({ problems: { microphone: 'missing', camera: 'denied' } });
});

test('a page that is not secure has no devices at all', async () => {
  expect(await openMedia(undefined, ['microphone', 'camera'], any)).toEqual({
    problems: { microphone: 'insecure', camera: 'insecure' },
  });
});

test('a device that was chosen is asked for, not insisted on', async () => {
  const devices = machine({});
  await openMedia(devices, ['microphone'], { microphone: 'usb', camera: 'front' });
  expect(devices.getUserMedia).toHaveBeenCalledWith({
    audio: expect.objectContaining({ deviceId: { ideal: 'usb' } }),
    video: false,
  });
});

test('what no standard names is a failure', () => {
  expect(problemOf(new Error('odd'))).toBe('failed');
  expect(problemOf('odd')).toBe('failed');
});
