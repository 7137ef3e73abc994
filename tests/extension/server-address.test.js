import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  DEFAULT_ADDRESS,
  isLoopback,
  parseAddress,
  patternOf,
} from '../../extension/src/shared/server-address.js';

test('an address becomes an origin', () => {
  for (const [typed, address] of [
    ['https://camveil.example:8793', 'https://camveil.example:8793'],
    [' https://Camveil.Example:8793/ ', 'https://camveil.example:8793'],
    ['https://camveil.example:443', 'https://camveil.example'],
    ['https://192.0.2.2:8793', 'https://192.0.2.2:8793'],
    ['https://[::1]:8793', 'https://[::1]:8793'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['http://localhost:8793', 'http://localhost:8793'],
    ['', DEFAULT_ADDRESS],
    ['  ', DEFAULT_ADDRESS],
  ]) {
    assert.deepEqual(parseAddress(typed ?? ''), { address }, typed);
  }
});

test('what is no address of a server has a problem', () => {
  for (const [typed, problem] of [
    ['camveil.example', 'invalid'],
    ['camveil.example:8793', 'invalid'],
    ['ws://camveil.example', 'invalid'],
    ['javascript:alert(1)', 'invalid'],
    ['https://', 'invalid'],
    ['https://camveil.example/sessions', 'too-much'],
    ['https://camveil.example/?a', 'too-much'],
    ['https://camveil.example/#a', 'too-much'],
    ['https://me:secret@camveil.example', 'too-much'],
    ['http://camveil.example:8793', 'not-https'],
    ['http://192.168.0.2:8793', 'not-https'],
    ['http://localhost.example:8793', 'not-https'],
    ['http://127.0.0.1.example:8793', 'not-https'],
  ]) {
    assert.deepEqual(parseAddress(typed ?? ''), { problem }, typed);
  }
});

test('only this machine is this machine', () => {
  for (const address of [
    DEFAULT_ADDRESS,
    'http://localhost:1',
    'https://127.8.9.1',
    'https://[::1]:8793',
  ]) {
    assert.ok(isLoopback(address), address);
  }
  for (const address of [
    'https://camveil.example',
    'https://127.0.0.1.example',
    'https://localhost.example',
    'https://127.example',
    'https://128.0.0.1',
    'https://10.127.0.1',
    'https://[::2]',
  ]) {
    assert.ok(!isLoopback(address), address);
  }
});

test('access is asked for to one port of one host', () => {
  assert.equal(patternOf('https://camveil.example:8793'), 'https://camveil.example:8793/*');
  assert.equal(patternOf('https://camveil.example'), 'https://camveil.example:443/*');
  assert.equal(patternOf('http://localhost'), 'http://localhost:80/*');
});
