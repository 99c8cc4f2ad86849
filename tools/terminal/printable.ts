/** Text from outside without the control characters that would steer a terminal. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '�');
