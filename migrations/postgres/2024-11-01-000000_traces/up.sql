-- The `traceparent` of the request that brought a change about (W3C Trace Context), so that webhooks can pass it on.

ALTER TABLE changes ADD trace TEXT;
ALTER TABLE imports ADD trace TEXT;
