namespace ChatBox.Client.Tokens;

/// <summary>What is kept of one server.</summary>
/// <param name="Id">What the server calls itself in <c>GET /api/v1/server</c>.</param>
/// <param name="Pin">The key that was proven with the tokens; null where the connection had none.</param>
/// <param name="Origins">The addresses under which the server was reached.</param>
/// <param name="Tokens">Token by the key of a name: what people see, so <c>Alice</c> and <c>alice</c> share one.</param>
sealed record KeptServer(string Id, string? Pin, IReadOnlyList<string> Origins, IReadOnlyDictionary<string, string> Tokens)
{
    /// <summary>
    /// Whether a token may be shown to who answers at the address. Anybody can claim a server's id, so the id alone is not enough: it takes
    /// the key that was proven before, or else the address that was used before. On one's own machine the id does, and between plain
    /// addresses too: there nothing is proven anyway, and addresses of a closed network change.
    /// </summary>
    public bool IsProvenBy(ServerAddress address) =>
        address.IsLoopback
        || (Pin is not null && Pin == address.Pin)
        || (Pin is null && (Origins.Contains(address.ToString()) || IsOfTheSameKind(address)));

    bool IsOfTheSameKind(ServerAddress address) =>
        address.IsPlain ? Origins.All(IsPlain) : address.Pin is not null && Origins.All(IsLoopback);

    static bool IsPlain(string origin) => origin.StartsWith("http://", StringComparison.Ordinal);

    static bool IsLoopback(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback;
}
