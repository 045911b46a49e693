// `portproof init`: starts portproof.toml, or adds functions to it.
#include <iostream>

#include "replay/commands/commands.h"

namespace portproof {

void add_init(CLI::App& app, int& status) {
  auto originals = std::make_shared<std::vector<std::string>>();
  CLI::App* command =
      app.add_subcommand("init", "start, or add to, portproof.toml: init module:function…");
  command->add_option("originals", *originals, "module:function")->required();
  command->callback([originals, &status] {
    add_functions(*originals);
    const Project project = find_project();
    for (const ProjectFunction& function : project.functions) {
      if (std::find(originals->begin(), originals->end(), function.original) == originals->end()) {
        continue;
      }
      std::cout << "portproof.toml: [function." << function.name << "] is " << function.original
                << "\n  next  portproof record " << function.name
                << " -- python3 -m unittest    (any command that calls it)\n"
                << "        portproof mine " << function.name << "\n"
                << "        portproof check " << function.name << "\n";
    }
    status = 0;
  });
}

}  // namespace portproof
