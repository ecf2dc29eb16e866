using ChatBox.Commands;
using ChatBox.Core.Limits;
using ChatBox.Server.Admin;

namespace ChatBox.Tests;

public sealed class ServeVariablesTests
{
    [Fact]
    public void Without_variables_or_with_empty_ones_the_defaults_hold()
    {
        Assert.Equal(new ServeOptions(), Apply());
        Assert.Equal(new ServeOptions(), Apply(("CHATBOX_POST_BURST", ""), ("CHATBOX_POSTS_PER_SECOND", "")));
    }

    [Fact]
    public void Both_reach_their_option() =>
        Assert.Equal(new PostLimit(1, 10_000), Apply(("CHATBOX_POST_BURST", "1"), ("CHATBOX_POSTS_PER_SECOND", "10000")).PostLimit);

    [Fact]
    public void What_is_no_number_names_every_variable_concerned()
    {
        var problem = Assert.Throws<CommandException>(() => Apply(("CHATBOX_POST_BURST", "many"), ("CHATBOX_POSTS_PER_SECOND", "1.5")));
        Assert.Equal(2, problem.ExitCode);
        Assert.Equal(
            "CHATBOX_POST_BURST many: give a whole number from 1 to 10000. CHATBOX_POSTS_PER_SECOND 1.5: give a whole number from 1 to 10000.",
            problem.Message);
    }

    [Theory]
    [InlineData("CHATBOX_POST_BURST", "0")]
    [InlineData("CHATBOX_POST_BURST", "10001")]
    [InlineData("CHATBOX_POSTS_PER_SECOND", "0")]
    [InlineData("CHATBOX_POSTS_PER_SECOND", "-1")]
    [InlineData("CHATBOX_POSTS_PER_SECOND", "99999999999")]
    public async Task A_wrong_one_ends_with_exit_code_2_and_one_line_and_nothing_is_started(string name, string value)
    {
        var directory = Directory.CreateTempSubdirectory("chatbox-variables-");
        try
        {
            using var shell = new Shell(directory.FullName);
            shell.Variables[name] = value;
            var data = Path.Combine(directory.FullName, "data");

            var exitCode = await shell.RunAsync("serve", "--local", "--data", data);

            Assert.Equal(2, exitCode);
            Assert.Equal($"chatbox: {name} {value}: give a whole number from 1 to 10000.", Assert.Single(shell.ErrorLines));
            Assert.Empty(shell.OutputLines);
            Assert.False(Directory.Exists(data));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    static ServeOptions Apply(params (string Name, string Value)[] variables) =>
        ServeVariables.Apply(new ServeOptions(), name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
