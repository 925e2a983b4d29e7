import { memoryOutbox } from "../helpers/outbox.js";
import { testStore } from "../helpers/store.js";
import { outboxContract } from "./outbox.js";

outboxContract("in memory", () => Promise.resolve(memoryOutbox()));
outboxContract("of the store", async () => (await testStore()).store.outbox);
