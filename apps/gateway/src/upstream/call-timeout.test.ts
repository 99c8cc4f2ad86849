import { callTimeoutMs } from './call-timeout.js';

it.each([
  [{}, 1_000],
  [{ 'connect-timeout-ms': '250' }, 250],
  [{ 'connect-timeout-ms': '9999999999' }, 1_000],
  [{ 'connect-timeout-ms': '0' }, 1],
  [{ 'connect-timeout-ms': '500', 'grpc-timeout': '300m', 'x-request-timeout': '0.4' }, 300],
  [{ 'connect-timeout-ms': '200', 'grpc-timeout': '300m' }, 200],
])('%p may take %d ms where 1000 are allowed', (headers, ms) => {
  expect(callTimeoutMs(headers, 1_000)).toBe(ms);
});

it.each(['', '-1', '1.5', '12345678901', '5S'])('connect-timeout-ms is refused when it is %p', (value) => {
  expect(() => callTimeoutMs({ 'connect-timeout-ms': value }, 1_000)).toThrow('connect-timeout-ms');
});
