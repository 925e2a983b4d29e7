import { memoryOutbox } from "../kit/doubles/outbox.js";
import { testStore } from "../kit/units/store.js";
import { outboxContract } from "./outbox.js";

outboxContract("in memory", () => Promise.resolve(memoryOutbox()));
outboxContract("of the store", async () => (await testStore()).store.outbox);
