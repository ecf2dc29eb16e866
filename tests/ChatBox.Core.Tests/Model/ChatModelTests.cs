namespace ChatBox.Core.Tests.Model;

public class ChatModelTests
{
    [Fact]
    public void Whatever_people_do_the_chat_and_the_model_of_it_stay_alike() =>
        Seeded.Run(2_000, random => new ChatModelRun(random).Run(120));
}
