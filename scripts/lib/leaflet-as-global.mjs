// For protomaps-leaflet, which knows leaflet only as the global L: scripts/build-map.mjs puts this in its place.
export * as L from "leaflet";
