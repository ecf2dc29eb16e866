using System.Reflection;

namespace ChatBox.Server;

/// <summary>The version of this build, as Directory.Build.props has it.</summary>
static class ProductVersion
{
    public static readonly string Text =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
