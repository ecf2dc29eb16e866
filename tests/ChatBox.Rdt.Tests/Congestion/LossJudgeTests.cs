using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

public class LossJudgeTests
{
    const int Packet = 1_000;

    readonly LossJudge judge = new();

    void Round(int acked, int lost, bool isClear = true, bool isWatched = true)
    {
        judge.HandleAcked(acked * Packet, isClear, isWatched);
        judge.HandleLost(lost * Packet, isClear, isWatched);
        judge.StartRound();
    }

    [Fact]
    public void A_line_that_loses_nothing_is_judged_by_the_drafts_two_percent()
    {
        Round(1_000, 0);
        Assert.False(judge.IsTooHigh(20 * Packet, 1_000 * Packet, Packet));
        Assert.True(judge.IsTooHigh(21 * Packet, 1_000 * Packet, Packet));
    }

    [Fact]
    public void The_lines_own_loss_and_its_spread_come_on_top()
    {
        for (var round = 0; round < 10; round++) Round(97, 3);
        Assert.Equal(0.03, judge.LineLoss, 3);
        // 2 % + 3 % + three standard deviations of the latter.
        Assert.False(judge.IsTooHigh(65 * Packet, 1_000 * Packet, Packet));
        Assert.True(judge.IsTooHigh(67 * Packet, 1_000 * Packet, Packet));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Nothing_is_learnt_with_a_queue_or_while_asking_for_more(bool isClear, bool isWatched)
    {
        for (var round = 0; round < 10; round++) Round(97, 3, isClear, isWatched);
        Assert.Equal(0, judge.LineLoss);
    }

    [Fact]
    public void Nothing_is_learnt_from_a_round_of_which_only_a_part_was_clear()
    {
        for (var round = 0; round < 10; round++)
        {
            judge.HandleAcked(10 * Packet, isClear: false, isWatched: true);
            Round(97, 3);
        }

        Assert.Equal(0, judge.LineLoss);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Nothing_is_learnt_from_a_flight_of_which_little_came_through(int lost, bool isLearnt)
    {
        Round(100 - lost, lost);
        Assert.Equal(isLearnt, judge.LineLoss > 0);
    }

    [Fact]
    public void No_more_than_a_tenth_is_taken_for_the_lines_own()
    {
        for (var round = 0; round < 100; round++) Round(81, 19);
        Assert.Equal(LossJudge.MostTolerated, judge.LineLoss);
    }

    [Fact]
    public void A_line_that_has_become_good_is_believed_again()
    {
        for (var round = 0; round < 40; round++) Round(97, 3);
        for (var round = 0; round < 400; round++) Round(100, 0);
        Assert.InRange(judge.LineLoss, 0, 0.001);
    }

    [Fact]
    public void Outside_of_probes_any_loss_with_a_queue_is_congestion()
    {
        judge.HandleAcked(100 * Packet, isClear: false, isWatched: true);
        judge.HandleLost(Packet, isClear: false, isWatched: true);
        Assert.True(judge.IsRoundCongested(Packet));
    }

    [Fact]
    public void Without_a_queue_one_lost_packet_is_not()
    {
        judge.HandleAcked(100 * Packet, isClear: true, isWatched: true);
        judge.HandleLost(Packet, isClear: true, isWatched: true);
        Assert.False(judge.IsRoundCongested(Packet));
    }

    [Fact]
    public void A_loss_that_was_none_is_taken_back()
    {
        judge.HandleAcked(100 * Packet, isClear: false, isWatched: true);
        judge.HandleLost(Packet, isClear: false, isWatched: true);
        judge.HandleSpuriousLoss(Packet);
        Assert.False(judge.IsRoundCongested(Packet));
    }
}
