/** The info of a step of which there is nothing to tell, shared by all that are. */
export const NO_INFO: object = Object.freeze({});
