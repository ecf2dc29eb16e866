using System.CommandLine;

namespace ChatBox.Recipients;

/// <summary>The flag <c>--to</c>, once or several times, and others that say whom in the same way.</summary>
static class ToFlag
{
    const string Name = "--to";
    const string HelpName = "NAME|#ROOM|lobby";

    public static Option<string?> One(string description, string name = Name)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = HelpName };
        option.Validators.Add(result => Check(name, result.Tokens.Select(token => token.Value), result.AddError));
        return option;
    }

    public static Option<string[]> Several(string description)
    {
        var option = new Option<string[]>(Name) { Description = description, HelpName = HelpName, Arity = ArgumentArity.OneOrMore };
        option.Validators.Add(result => Check(Name, result.Tokens.Select(token => token.Value), result.AddError));
        return option;
    }

    static void Check(string name, IEnumerable<string> values, Action<string> addError)
    {
        if (values.Any(value => value.Trim() is "" or "#")) addError($"{name}: give the name of a person, or # and the name of a room.");
    }
}
