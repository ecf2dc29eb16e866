using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

/// <summary>What one asks of calls; it changes what is in memory at once, and news tells the others. Speaks for one session.</summary>
public abstract record CallCommand : Command;

/// <summary>Rings the other of a direct conversation, or begins a call in a room; where there is one already, goes into it.</summary>
public sealed record StartCall(ConversationId Conversation, CallEndpoint Endpoint, CallMedia Media) : CallCommand;

public sealed record AcceptCall(CallId Call, CallEndpoint Endpoint, CallMedia Media) : CallCommand;

public sealed record DeclineCall(CallId Call) : CallCommand;

/// <summary>Into a call of a room.</summary>
public sealed record JoinCall(CallId Call, CallEndpoint Endpoint, CallMedia Media) : CallCommand;

/// <summary>Hangs up; while it rings, stops ringing.</summary>
public sealed record LeaveCall(CallId Call) : CallCommand;

/// <summary>Back in a call that one is in: after a reload, a lost connection or a restart of the server, or on another device.</summary>
public sealed record ResumeCall(CallId Call, CallEndpoint Endpoint, CallMedia Media) : CallCommand;

public sealed record SetCallMedia(CallId Call, CallMedia Media) : CallCommand;

/// <summary>To the endpoint <paramref name="ToEndpoint"/> of <paramref name="To"/>, and to nobody else.</summary>
public sealed record SendCallSignal(CallId Call, PersonId To, CallEndpoint ToEndpoint, CallSignal Signal) : CallCommand;

/// <summary>Which relays the media of this call may use.</summary>
public sealed record ShowIceServers(CallId Call) : CallCommand;

/// <summary>The call in progress in a conversation.</summary>
public sealed record ShowCall(ConversationId Conversation) : Command;
