using System.CommandLine;

namespace ChatBox.Recipients;

/// <summary>The flag <c>--to</c>, once or several times.</summary>
static class ToFlag
{
    const string Name = "--to";
    const string HelpName = "NAME|#ROOM";

    public static Option<string?> One(string description)
    {
        var option = new Option<string?>(Name) { Description = description, HelpName = HelpName };
        option.Validators.Add(result => Check(result.Tokens.Select(token => token.Value), result.AddError));
        return option;
    }

    public static Option<string[]> Several(string description)
    {
        var option = new Option<string[]>(Name) { Description = description, HelpName = HelpName, Arity = ArgumentArity.OneOrMore };
        option.Validators.Add(result => Check(result.Tokens.Select(token => token.Value), result.AddError));
        return option;
    }

    static void Check(IEnumerable<string> values, Action<string> addError)
    {
        if (values.Any(value => value.Trim() is "" or "#")) addError($"{Name}: give the name of a person, or # and the name of a room.");
    }
}
