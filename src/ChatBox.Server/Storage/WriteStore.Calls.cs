using ChatBox.Core.Calls;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

// Calls in progress. Writing one again, or one that is over already, changes nothing.
sealed partial class WriteStore
{
    async Task<WriteOutcome> KeepCallAsync(CallRecord call, CancellationToken cancellationToken)
    {
        var row = await db.Calls.SingleOrDefaultAsync(one => one.Id == call.Id.Value, cancellationToken);
        if (row is null) db.Add(row = call.ToRow());
        (row.AnsweredAt, row.Participants) = (call.AnsweredAt?.ToUnixTimeMilliseconds(), CallMapping.ParticipantsOf(call));
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Nothing;
    }

    async Task<WriteOutcome> EndCallAsync(CallId call, CancellationToken cancellationToken)
    {
        await db.Calls.Where(row => row.Id == call.Value).ExecuteDeleteAsync(cancellationToken);
        return WriteOutcome.Nothing;
    }
}
