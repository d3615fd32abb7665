import { expect, test } from 'vitest';
import { Call, Calls } from './calls.ts';

const way = { id: 7, from: 0, to: 1, method: 'Raft.RequestVote' };

test('the events of a call are put together by its id', () => {
  const calls = new Calls<Call<number>, number>();
  calls.sent(new Call(way, 10));
  calls.sent(new Call({ ...way, id: 8 }, 11));
  calls.follow({ kind: 'rpc.deliver', id: 7 }, 20);
  calls.follow({ kind: 'rpc.reply', id: 7 }, 21);
  calls.follow({ kind: 'rpc.drop', id: 7, leg: 'reply', reason: 'loss' }, 30);
  const call = calls.follow({ kind: 'rpc.return', id: 8 }, 40);
  expect(call).toMatchObject({ id: 8, sent: 11, returned: 40, lost: undefined });
  expect(calls.byId.get(7)).toEqual({
    ...way,
    sent: 10,
    delivered: 20,
    answered: 21,
    returned: undefined,
    lost: { at: 30, leg: 'reply', reason: 'loss' },
  });
});

test('a call that was sent before anybody looked, or is forgotten, is nobody’s', () => {
  const calls = new Calls<Call<number>, number>();
  expect(calls.follow({ kind: 'rpc.reply', id: 7 }, 1)).toBeUndefined();
  calls.sent(new Call(way, 1));
  calls.sent(new Call({ ...way, id: 8 }, 2));
  expect(calls.oldest?.id).toBe(7);
  calls.forget(7);
  expect(calls.oldest?.id).toBe(8);
  expect(calls.follow({ kind: 'rpc.reply', id: 7 }, 3)).toBeUndefined();
});
