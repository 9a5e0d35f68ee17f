defmodule Hello.MixProject do
  use Mix.Project

  def project do
    [
      app: :hello,
      version: "0.1.0",
      deps: [{:jason, "~> 1.4"}],
      releases: [hello: [cookie: "hello"]]
    ]
  end
end
