/** The version the simulator says it is. */
export const SERVER_VERSION = '1.16.0+DEVELOP';
