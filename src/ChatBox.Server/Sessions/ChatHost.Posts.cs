using ChatBox.Core.Limits;
using ChatBox.Core.People;

namespace ChatBox.Server.Sessions;

public sealed partial class ChatHost
{
    /// <summary>
    /// The longest wait for a message's turn. One connection waits a twentieth of a second; only who posts from hundreds at once meets this.
    /// </summary>
    static readonly TimeSpan MaxPostWait = TimeSpan.FromSeconds(10);

    readonly Dictionary<PersonId, PostRate> rates = [];

    /// <summary>What one person may post; the measure for other requests of one connection as well.</summary>
    public PostLimit PostLimit { get; }

    /// <summary>How long this person has to wait before one more message is taken; null where too many wait already.</summary>
    public TimeSpan? TakePost(PersonId person)
    {
        lock (gate)
        {
            var now = clock.GetUptime();
            if (!rates.TryGetValue(person, out var rate)) rates[person] = rate = new PostRate(PostLimit.NewBucket());
            if (rate.NextAt - now > MaxPostWait) return null;
            var wait = rate.Bucket.Take(now);
            rate.NextAt = now + wait;
            return wait;
        }
    }

    sealed class PostRate(TokenBucket bucket)
    {
        public TokenBucket Bucket { get; } = bucket;

        /// <summary>When the last message that was taken has its turn.</summary>
        public TimeSpan NextAt { get; set; }
    }
}
