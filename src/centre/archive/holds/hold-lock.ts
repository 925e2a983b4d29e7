/** Whoever makes a hold has this lock shared until it is committed; whoever destroys a key of pictures has it alone. */
export const holdLock = 7005;
